import ComplexModule
import RealModule
import RecurrentJacobians
import TestSupport
import Testing

/// The joint Jacobians of a stack of three layers.
@Suite struct StackJacobianTests {
  enum Kind: CaseIterable, Sendable {
    case lstm, projectedLSTM, gru, gruResetBefore, rnn, custom
  }

  /// A step function, whose Jacobian of the input comes from dual numbers.
  struct Mixing: StepFunction {
    typealias Scalar = Double
    let recurrent: Matrix<Double>
    let input: Matrix<Double>
    var inputCount: Int { input.columnCount }
    var layout: StateLayout { StateLayout(hiddenCount: recurrent.rowCount) }
    func step<Number: StepNumber<Double>>(state h: [Number], input x: [Number]) -> [Number] {
      zip(recurrent.product(with: h), input.product(with: x))
        .map { ($0 * $1 + $0 - $1).hyperbolicTangent }
    }
  }

  /// Runs `body` on a stack with 5, 4 and 6 units, or as many hidden states, over 40 steps.
  private func withStack(
    _ kind: Kind, _ body: (Visitor) throws -> Void
  ) throws {
    var generator = SeededGenerator(seed: 90)
    let sizes = [(3, 5), (5, 4), (4, 6)]
    let inputs: Matrix<Double> = generator.matrix(40, 3)
    func visit<Cell: RecurrentCell>(_ cells: [Cell]) throws where Cell.Scalar == Double {
      try body(Visitor(run: LayerStack(cells).run(over: inputs)))
    }
    switch kind {
    case .lstm:
      try visit(sizes.map { try generator.lstm(units: $1, inputs: $0) as LSTM<Double> })
    case .projectedLSTM:
      try visit(
        sizes.map {
          try generator.lstm(units: 7, inputs: $0, projectedTo: $1, peepholes: true)
            as LSTM<Double>
        })
    case .gru, .gruResetBefore:
      try visit(
        sizes.map {
          try generator.gru(
            units: $1, inputs: $0, reset: kind == .gru ? .afterProduct : .beforeProduct)
            as GRU<Double>
        })
    case .rnn:
      try visit(
        sizes.map {
          try generator.rnn(units: $1, inputs: $0, nonlinearity: .tanh) as RNN<Double>
        })
    case .custom:
      try visit(
        sizes.map {
          CustomCell(
            Mixing(recurrent: generator.matrix($1, $1), input: generator.matrix($1, $0)))
        })
    }
  }

  /// A stack with its kind of cell hidden, and the definitions that it is checked against.
  struct Visitor {
    let joint: any JacobianSequence<Double>
    let jacobians: (_ source: Int?, _ target: Int?) throws -> any JacobianSequence<Double>
    let layers: [any JacobianSequence<Double>]
    let states: [StateLayout]
    /// Column j of P(step, lag) by the complex step of the cells' definitions.
    let complexStep: (_ j: Int, _ step: Int, _ lag: Int, _ edges: EdgeSet) -> [Double]

    init<Cell: RecurrentCell>(run: StackRun<Cell>) throws where Cell.Scalar == Double {
      joint = try run.jacobians()
      jacobians = { try run.jacobians(from: $0, to: $1) }
      layers = run.layers.map(\.forward)
      states = run.layers.map(\.forward.layout)
      complexStep = { j, step, lag, edges in
        let eta = 1e-100
        var all = run.layers.flatMap { $0.forward.states.column(step - lag) }
          .map { Complex($0, 0) }
        all[j].imaginary = eta
        for s in step - lag + 1..<step + 1 {
          let inputs = run.layers[0].forward.inputs
          var given = (0..<inputs.columnCount).map { Complex(inputs[s - 1, $0], 0) }
          var (next, begin) = ([Complex<Double>](), 0)
          for layer in run.layers {
            let cell = layer.forward.cell
            let state = cell.evaluate(
              state: Array(all[begin..<begin + cell.layout.count]),
              input: given.map { $0.carried(along: .fromBelow, of: edges) }, carrying: edges)
            begin += cell.layout.count
            next += state
            given = Array(state[cell.layout.hidden])
          }
          all = next
        }
        return all.map { $0.imaginary / eta }
      }
    }

    /// The rows of a layer's hidden state in the joint state.
    func hidden(_ layer: Int) -> Range<Int> {
      let begin = states[..<layer].reduce(0) { $0 + $1.count }
      return begin..<begin + states[layer].hidden.count
    }
  }

  @Test(arguments: Kind.allCases)
  func complexStep(kind: Kind) throws {
    try withStack(kind) { stack in
      let size = stack.joint.layout.count
      let own = stack.joint.edges.subtracting(.fromBelow)
      for (edges, lag) in [
        (EdgeSet.all, 1), (.all, 5), (own, 1), ([.fromBelow, own.members[0]], 2),
      ] {
        let truth = (0..<size).map { stack.complexStep($0, 30, lag, edges) }
        let product = stack.joint.bruteForceProduct(step: 30, lag: lag, along: edges)
        let largest = product.maximumMagnitude
        for j in 0..<size {
          #expect(product.column(j).largestDifference(from: truth[j]) <= 1e-12 * largest)
        }
      }
    }
  }

  /// Nothing comes from above, and nothing from below along the edges of the layers themselves.
  @Test(arguments: Kind.allCases)
  func blocksAreLowerTriangular(kind: Kind) throws {
    try withStack(kind) { stack in
      let (whole, own) = (
        stack.joint.stepJacobian(step: 7),
        stack.joint.stepJacobian(step: 7, edges: stack.joint.edges.subtracting(.fromBelow))
      )
      var begins = [0]
      for state in stack.states { begins.append(begins.last! + state.count) }
      for (i, j) in [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (2, 2)] {
        func block(_ matrix: Matrix<Double>) -> Matrix<Double> {
          matrix.submatrix(
            rows: begins[i]..<begins[i + 1], columns: begins[j]..<begins[j + 1])
        }
        #expect((block(whole).maximumMagnitude > 0) == (i >= j))
        #expect((block(own).maximumMagnitude > 0) == (i == j))
        if i == j { #expect(block(whole) == stack.layers[i].stepJacobian(step: 7)) }
      }
    }
  }

  /// From layer to layer the blocks of the product multiplied out, and both recursions alike.
  @Test(arguments: Kind.allCases)
  func tracesAreBlocksOfTheProduct(kind: Kind) throws {
    try withStack(kind) { stack in
      for (source, target) in [(0, 2), (0, 1), (1, 2), (1, 1)] {
        let sequence = try stack.jacobians(source, target)
        let block = stack.joint.bruteForceProduct(step: 40, lag: 3).submatrix(
          rows: stack.hidden(target), columns: stack.hidden(source))
        let values = try block.singularValues()
        let rows = try sequence.adjointRows(step: 40, lags: [1, 3, 12, 39])
        let tolerance = 64 * Double(stack.joint.layout.count) * Double.epsilon * values[0]
        #expect(sequence.singularValueCount(of: .hidden) == values.count)
        #expect(
          rows[1].logSingularValues.map(Double.exp).largestDifference(from: values) <= tolerance)
        for row in rows {
          let forward = try sequence.forwardRow(step: 40, lag: row.lag)
          // In one step the five units of layer 0 reach layer 2 through four only: the fifth value is
          // zero, but for rounding.
          let rank = (source, target, row.lag) == (0, 2, 1) ? 4 : values.count
          #expect(row.unresolvedCount == values.count - rank)
          #expect(
            row.logSingularValues.prefix(rank)
              .largestDifference(from: forward.logSingularValues.prefix(rank)) <= 1e-9)
        }
        #expect((rows[0].logSpectralRadius == nil) == (block.rowCount != block.columnCount))
      }
    }
  }

  @Test(arguments: Kind.allCases)
  func nothingGoesDown(kind: Kind) throws {
    try withStack(kind) { stack in
      let sequence = try stack.jacobians(2, 0)
      for row in try sequence.adjointRows(step: 40, lags: [1, 2, 20]) {
        #expect(row.logSingularValues.allSatisfy { $0 == -.infinity })
        #expect(row.logSpectralNorm == -.infinity)
      }
    }
  }

  /// Within one layer the joint product is the layer's own.
  @Test(arguments: Kind.allCases)
  func withinOneLayer(kind: Kind) throws {
    try withStack(kind) { stack in
      for layer in 0..<3 {
        let joint = try stack.jacobians(layer, layer)
        let alone = stack.layers[layer]
        for quantity in joint.quantities {
          let expected = try alone.adjointRows(quantity, step: 40, lags: [1, 5, 40])
          for (row, other) in zip(
            try joint.adjointRows(quantity, step: 40, lags: [1, 5, 40]), expected)
          {
            #expect(
              row.logSingularValues.largestDifference(from: other.logSingularValues) <= 1e-9)
          }
        }
      }
    }
  }

  /// The parts of a ledger sum to the whole.
  @Test(arguments: Kind.allCases)
  func ledgers(kind: Kind) throws {
    try withStack(kind) { stack in
      let sequence = try stack.jacobians(0, 2)
      for row in try sequence.ledger(.hidden, step: 40, lags: [1, 3, 20]).rows {
        #expect(try #require(row.closureError) <= 1e-12)
      }
    }
  }

  /// Hops within one layer are the layer's own.
  @Test(arguments: [Kind.lstm, .projectedLSTM, .gru])
  func hops(kind: Kind) throws {
    try withStack(kind) { stack in
      for layer in 0..<3 {
        let joint = try stack.jacobians(layer, layer)
        for quantity in joint.quantities {
          let rows = try joint.ledger(quantity, step: 40, lags: [1, 2, 9], hops: 2).rows
          let alone = try stack.layers[layer].ledger(
            quantity, step: 40, lags: [1, 2, 9], hops: 2
          ).rows
          for (row, other) in zip(rows, alone) {
            for part in [LedgerPart.hops(0), .hops(1), .hops(2), .hopsBeyond(2)] {
              let found = try #require(row.entries.first { $0.part == part }?.logNorm)
              let expected = try #require(other.entries.first { $0.part == part }?.logNorm)
              #expect([found].largestDifference(from: [expected]) <= 1e-12)
            }
          }
        }
      }
    }
  }

  /// Edges that only an upper layer has carry their share.
  @Test func layersWithDifferentEdges() throws {
    var generator = SeededGenerator(seed: 92)
    let plain: LSTM<Double> = try generator.lstm(units: 4, inputs: 3)
    let peepholes: LSTM<Double> = try generator.lstm(units: 4, inputs: 4, peepholes: true)
    let inputs: Matrix<Double> = generator.matrix(20, 3)
    let run = try LayerStack([plain, peepholes]).run(over: inputs)
    let upper = try run.jacobians(from: 1, to: 1)
    #expect(upper.edges.isSuperset(of: peepholes.edges))
    let alone = run.layers[1].forward
    for lags in [[7], [1, 7]] {
      let row = try #require(try upper.trace(.state, step: 20, lags: lags).rows.last)
      let expected = try #require(try alone.trace(.state, step: 20, lags: lags).rows.last)
      #expect(row.logSingularValues.largestDifference(from: expected.logSingularValues) <= 1e-9)
    }
    for row in try run.jacobians(from: 0, to: 1).ledger(.hidden, step: 20, lags: [1, 6]).rows {
      #expect(try #require(row.closureError) <= 1e-12)
    }
  }

  /// ln|det| of a block-triangular product is the sum over the layers.
  @Test(arguments: [Kind.lstm, .gru, .rnn])
  func determinants(kind: Kind) throws {
    try withStack(kind) { stack in
      let row = try stack.joint.adjointRows(.state, step: 40, lags: [1, 20])[1]
      let sum = row.logSingularValues.reduce(0, +)
      let truth = try stack.layers.reduce(0.0) { total, layer in
        try (21...40).reduce(total) { try $0 + layer.stepJacobian(step: $1).logDeterminant() }
      }
      #expect(abs(sum - truth) <= 1e-9 * Double(row.logSingularValues.count))
    }
  }

  @Test func layersThatDoNotExist() throws {
    var generator = SeededGenerator(seed: 91)
    let gru: GRU<Double> = try generator.gru(units: 3, inputs: 3, reset: .afterProduct)
    let inputs: Matrix<Double> = generator.matrix(5, 3)
    let run = try LayerStack([gru, gru]).run(over: inputs)
    for (source, target) in [(2, 0), (0, -1)] {
      let error = #expect(throws: TraceError.self) {
        try run.jacobians(from: source, to: target)
      }
      #expect(error?.code == .unknownLayer)
    }
    let both = try LayerStack([.init(forward: gru, backward: gru)]).run(over: inputs)
    let error = #expect(throws: TraceError.self) { try both.jacobians() }
    #expect(error?.description.contains("bidirectional") == true)
  }
}
