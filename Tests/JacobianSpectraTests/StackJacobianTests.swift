import RealModule
import RecurrentJacobians
import TestSupport
import Testing

/// The joint Jacobians of a stack of three layers.
@Suite struct StackJacobianTests {
  typealias Kind = ThreeLayersKind

  @Test(arguments: Kind.allCases, Precision.allCases)
  func complexStep(kind: Kind, precision: Precision) throws {
    func check<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
      let stack = try ThreeLayers<Scalar>(kind)
      let size = stack.joint.layout.count
      let own = stack.joint.edges.subtracting(.fromBelow)
      for (edges, lag) in [
        (EdgeSet.all, 1), (.all, 5), (own, 1), ([.fromBelow, own.members[0]], 2),
      ] {
        let truth = (0..<size).map { stack.complexStep($0, 30, lag, edges) }
        let product = stack.joint.bruteForceProduct(step: 30, lag: lag, along: edges)
        // A few roundings in each of the terms of every entry of every step.
        let tolerance =
          4 * Double(size * lag) * Scalar.epsilon * Double(product.maximumMagnitude)
        for j in 0..<size {
          #expect(product.column(j).largestDifference(from: truth[j]) <= tolerance)
        }
      }
    }
    try check(precision.scalar)
  }

  /// Nothing comes from above, and nothing from below along the edges of the layers themselves.
  @Test(arguments: Kind.allCases, Precision.allCases)
  func blocksAreLowerTriangular(kind: Kind, precision: Precision) throws {
    func check<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
      let stack = try ThreeLayers<Scalar>(kind)
      let (whole, own) = (
        stack.joint.stepJacobian(step: 7),
        stack.joint.stepJacobian(step: 7, edges: stack.joint.edges.subtracting(.fromBelow))
      )
      var begins = [0]
      for state in stack.states { begins.append(begins.last! + state.count) }
      for (i, j) in [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (2, 2)] {
        func block(_ matrix: Matrix<Scalar>) -> Matrix<Scalar> {
          matrix.submatrix(
            rows: begins[i]..<begins[i + 1], columns: begins[j]..<begins[j + 1])
        }
        #expect((block(whole).maximumMagnitude > 0) == (i >= j))
        #expect((block(own).maximumMagnitude > 0) == (i == j))
        if i == j { #expect(block(whole) == stack.layers[i].stepJacobian(step: 7)) }
      }
    }
    try check(precision.scalar)
  }

  /// Values that are known are the same within what both say of their errors; in double precision all `rank` of them
  /// are known, and the same to what is promised.
  private func expectAgreement<Scalar: LinearAlgebraScalar>(
    _ row: TraceRow, _ other: TraceRow, rank: Int, _: Scalar.Type
  ) {
    let (values, others) = (row.logSingularValues, other.logSingularValues)
    #expect(values.count == others.count)
    for i in 0..<rank where row.isResolved(i) && other.isResolved(i) {
      #expect(
        [values[i]].largestDifference(from: [others[i]])
          <= row.errorBounds[i] + other.errorBounds[i], "lag \(row.lag) value \(i)")
    }
    if Scalar.self == Double.self {
      #expect(values.prefix(rank).largestDifference(from: others.prefix(rank)) <= promised)
    }
  }

  /// From layer to layer the blocks of the product multiplied out, and both recursions alike.
  @Test(arguments: Kind.allCases, Precision.allCases)
  func tracesAreBlocksOfTheProduct(kind: Kind, precision: Precision) throws {
    func check<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
      let stack = try ThreeLayers<Scalar>(kind)
      for (source, target) in [(0, 2), (0, 1), (1, 2), (1, 1)] {
        let sequence = try stack.jacobians(source, target)
        let block = stack.joint.bruteForceProduct(step: 40, lag: 3).submatrix(
          rows: stack.hidden(target), columns: stack.hidden(source))
        let values = try block.singularValues().map { Double($0) }
        let rows = try sequence.adjointRows(step: 40, lags: [1, 3, 12, 39])
        let tolerance = 64 * Double(stack.joint.layout.count) * Scalar.epsilon * values[0]
        #expect(sequence.singularValueCount(of: .hidden) == values.count)
        #expect(
          rows[1].logSingularValues.map(Double.exp).largestDifference(from: values) <= tolerance)
        for row in rows {
          let forward = try sequence.forwardRow(step: 40, lag: row.lag)
          // In one step the five units of layer 0 reach layer 2 through four only: the fifth value is
          // zero, but for rounding.
          let rank = (source, target, row.lag) == (0, 2, 1) ? 4 : values.count
          #expect(row.unresolvedCount >= values.count - rank)
          if Scalar.self == Double.self { #expect(row.unresolvedCount == values.count - rank) }
          expectAgreement(row, forward, rank: rank, Scalar.self)
        }
        #expect((rows[0].logSpectralRadius == nil) == (block.rowCount != block.columnCount))
      }
    }
    try check(precision.scalar)
  }

  @Test(arguments: Kind.allCases, Precision.allCases)
  func nothingGoesDown(kind: Kind, precision: Precision) throws {
    func check<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
      let sequence = try ThreeLayers<Scalar>(kind).jacobians(2, 0)
      for row in try sequence.adjointRows(step: 40, lags: [1, 2, 20]) {
        #expect(row.logSingularValues.allSatisfy { $0 == -.infinity })
        #expect(row.logSpectralNorm == -.infinity)
      }
    }
    try check(precision.scalar)
  }

  /// Within one layer the joint product is the layer's own.
  @Test(arguments: Kind.allCases, Precision.allCases)
  func withinOneLayer(kind: Kind, precision: Precision) throws {
    func check<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
      let stack = try ThreeLayers<Scalar>(kind)
      for layer in 0..<3 {
        let joint = try stack.jacobians(layer, layer)
        let alone = stack.layers[layer]
        for quantity in joint.quantities {
          let expected = try alone.adjointRows(quantity, step: 40, lags: [1, 5, 40])
          for (row, other) in zip(
            try joint.adjointRows(quantity, step: 40, lags: [1, 5, 40]), expected)
          {
            expectAgreement(row, other, rank: other.logSingularValues.count, Scalar.self)
          }
        }
      }
    }
    try check(precision.scalar)
  }

  /// The parts of a ledger sum to the whole.
  @Test(arguments: Kind.allCases, Precision.allCases)
  func ledgers(kind: Kind, precision: Precision) throws {
    func check<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
      let stack = try ThreeLayers<Scalar>(kind)
      for row in try stack.jacobians(0, 2).ledger(.hidden, step: 40, lags: [1, 3, 20]).rows {
        let tolerance = ledgerTolerance(of: stack, lag: row.lag)
        #expect(try #require(row.closureError) <= tolerance)
      }
    }
    try check(precision.scalar)
  }

  /// n·k·ε, as paths cancel little here.
  private func ledgerTolerance<Scalar>(of stack: ThreeLayers<Scalar>, lag: Int) -> Double {
    Double(stack.joint.layout.count * lag) * Scalar.epsilon
  }

  /// Hops within one layer are the layer's own.
  @Test(arguments: [Kind.lstm, .projectedLSTM, .gru], Precision.allCases)
  func hops(kind: Kind, precision: Precision) throws {
    func check<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
      let stack = try ThreeLayers<Scalar>(kind)
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
              let tolerance = ledgerTolerance(of: stack, lag: row.lag)
              #expect([found].largestDifference(from: [expected]) <= tolerance)
            }
          }
        }
      }
    }
    try check(precision.scalar)
  }

  /// Edges that only an upper layer has carry their share.
  @Test(arguments: Precision.allCases) func layersWithDifferentEdges(precision: Precision) throws {
    func check<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
      var generator = SeededGenerator(seed: 92)
      let plain: LSTM<Scalar> = try generator.lstm(units: 4, inputs: 3)
      let peepholes: LSTM<Scalar> = try generator.lstm(units: 4, inputs: 4, peepholes: true)
      let inputs: Matrix<Scalar> = generator.matrix(20, 3)
      let run = try LayerStack([plain, peepholes]).run(over: inputs)
      let upper = try run.jacobians(from: 1, to: 1)
      #expect(upper.edges.isSuperset(of: peepholes.edges))
      let alone = run.layers[1].forward
      for lags in [[7], [1, 7]] {
        let row = try #require(try upper.trace(.state, step: 20, lags: lags).rows.last)
        let expected = try #require(try alone.trace(.state, step: 20, lags: lags).rows.last)
        expectAgreement(row, expected, rank: 8, Scalar.self)
      }
      for row in try run.jacobians(from: 0, to: 1).ledger(.hidden, step: 20, lags: [1, 6]).rows {
        #expect(try #require(row.closureError) <= Double(16 * row.lag) * Scalar.epsilon)
      }
    }
    try check(precision.scalar)
  }

  /// ln|det| of a block-triangular product is the sum over the layers.
  @Test(arguments: [Kind.lstm, .gru, .rnn], Precision.allCases)
  func determinants(kind: Kind, precision: Precision) throws {
    func check<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
      let stack = try ThreeLayers<Scalar>(kind)
      let row = try stack.joint.adjointRows(.state, step: 40, lags: [1, 20])[1]
      let sum = row.logSingularValues.reduce(0, +)
      // Of the same Jacobians, in double precision.
      let truth = try stack.layers.reduce(0.0) { total, layer in
        try (21...40).reduce(total) {
          try $0 + layer.stepJacobian(step: $1).converted(to: Double.self).logDeterminant()
        }
      }
      let bound = row.errorBounds.reduce(0, +)
      #expect(abs(sum - truth) <= bound)
      if Scalar.self == Double.self { #expect(bound <= promised * Double(row.errorBounds.count)) }
    }
    try check(precision.scalar)
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
