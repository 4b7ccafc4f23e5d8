import ComplexModule
import RealModule
import RecurrentJacobians
import TestSupport
import Testing

/// What a cell promises, asked of every kind of cell alike.
@Suite struct CellConformanceTests {
  /// The step written for speed is the step written as arithmetic, whatever is held constant.
  @Test(arguments: CellKind.allCases, Precision.allCases)
  func theTwoStepsAreOne(kind: CellKind, precision: Precision) throws {
    func check<Cell: RecurrentCell>(_ cell: Cell) throws {
      let run = try cell.trajectory(over: kind.inputs())
      let tolerance = 32 * Cell.Scalar.epsilon
      for t in 1...run.stepCount {
        let input = (0..<run.inputs.columnCount).map { run.inputs[t - 1, $0] }
        let (before, after) = (run.states.column(t - 1), run.states.column(t))
        for edges in [EdgeSet.all, .carousel, []] {
          let plain = cell.evaluate(
            state: before.map { Displaced(constant: $0) },
            input: input.map { Displaced(constant: $0) }, carrying: edges)
          #expect(plain.map(\.nominal).largestDifference(from: after) <= tolerance)
          let complex = cell.evaluate(
            state: before.map { Complex($0, 0) }, input: input.map { Complex($0, 0) },
            carrying: edges)
          #expect(complex.map(\.real).largestDifference(from: after) <= tolerance)
          #expect(complex.allSatisfy { $0.imaginary == 0 })
        }
      }
    }
    try check(kind.cell(in: precision))
  }

  /// Single steps along every set of edges, longer lags along all, one, and all but one: complex step
  /// and central differences.
  @Test(arguments: CellKind.allCases, Precision.allCases)
  func jacobiansAreDerivatives(kind: CellKind, precision: Precision) throws {
    func check<Cell: RecurrentCell>(_ cell: Cell) throws {
      let run = try cell.trajectory(over: kind.inputs())
      for lag in [1, 2, 5, 20] {
        for set in Self.edgeSets(of: run.edges, few: lag > 2) {
          for step in [lag, run.stepCount] {
            let check = try run.verifyDerivative(
              step: step, lag: lag, edges: set, columnLimit: nil)
            #expect(check.columnCount == run.layout.count)
            #expect(check.isPassed, "\(set.name(among: run.edges)) \(check)")
            // A derivative that nobody knows would pass, too.
            if lag == 1 {
              #expect(check.complexStep.isConclusive && check.centralDifferences.isConclusive)
            }
          }
        }
      }
    }
    try check(kind.cell(in: precision))
  }

  /// Every set of up to six edges; where a few are enough, or there are more edges, those of one, all,
  /// and all but one.
  private static func edgeSets(of edges: EdgeSet, few: Bool) -> [EdgeSet] {
    let members = edges.members
    return (1..<1 << members.count).map { bits in
      EdgeSet(members.indices.filter { bits >> $0 & 1 == 1 }.map { members[$0] })
    }
    .filter { set in
      !few && members.count <= 6 || set.members.count == 1
        || set.members.count >= members.count - 1
    }
  }

  /// J is the sum over its edges, each together with those that go on from the new cell state.
  @Test(arguments: CellKind.allCases, Precision.allCases)
  func edgesSumToTheWhole(kind: CellKind, precision: Precision) throws {
    func check<Cell: RecurrentCell>(_ cell: Cell) throws {
      typealias Scalar = Cell.Scalar
      let run = try cell.trajectory(over: kind.inputs())
      let inside = run.edges.intersection(.insideStep)
      let size = run.layout.count
      for step in [1, 2, run.stepCount] {
        var sum = Matrix<Scalar>(rows: size, columns: size)
        for edge in run.edges.subtracting(inside).members {
          sum = sum + run.stepJacobian(step: step, edges: edge.union(inside))
        }
        // As many roundings of an entry as there are units and edges.
        #expect(
          run.stepJacobian(step: step).relativeDifference(from: sum)
            <= Double(size) * Scalar.epsilon)
        #expect(run.stepJacobian(step: step, edges: inside).maximumMagnitude == 0)
        #expect(run.stepJacobian(step: step, edges: []).maximumMagnitude == 0)
      }
    }
    try check(kind.cell(in: precision))
  }

  /// The share of an edge is half of what it carries alone and half of what is missing without it, as
  /// no path inside a step has more than two; the shares sum to J.
  @Test(arguments: CellKind.allCases, Precision.allCases)
  func sharesSumToTheWhole(kind: CellKind, precision: Precision) throws {
    func check<Cell: RecurrentCell>(_ cell: Cell) throws {
      typealias Scalar = Cell.Scalar
      let run = try cell.trajectory(over: kind.inputs())
      let size = run.layout.count
      for step in [1, 9] {
        let whole = run.stepJacobian(step: step)
        let tolerance = Scalar(2 * Double(size) * Scalar.epsilon) * whole.frobeniusNorm
        var sum = Matrix<Scalar>(rows: size, columns: size)
        for edge in run.edges.members {
          let share = run.jacobianShare(of: edge, at: step).denseMatrix()
          let without = run.stepJacobian(step: step, edges: run.edges.subtracting(edge))
          let half = 0.5 * (run.stepJacobian(step: step, edges: edge) + whole - without)
          #expect((share - half).frobeniusNorm <= tolerance, "\(edge.memberNames)")
          sum = sum + share
        }
        #expect((sum - whole).frobeniusNorm <= tolerance)
      }
    }
    try check(kind.cell(in: precision))
  }

  /// The Jacobian of the input against the complex step, along all edges and without those inside.
  @Test(arguments: CellKind.allCases, Precision.allCases)
  func inputJacobiansAreDerivatives(kind: CellKind, precision: Precision) throws {
    func check<Cell: RecurrentCell>(_ cell: Cell) throws {
      typealias Scalar = Cell.Scalar
      let run = try cell.trajectory(over: kind.inputs())
      let eta = Scalar.ulpOfOne * Scalar.ulpOfOne
      for (step, edges) in [(1, EdgeSet.all), (9, .all), (9, [.carry, .candidate])] {
        let input = (0..<cell.inputCount).map { run.inputs[step - 1, $0] }
        let record = run.record(of: step)
        var truth = Matrix<Scalar>(rows: cell.layout.count, columns: cell.inputCount)
        for j in 0..<cell.inputCount {
          var displaced = input.map { Complex($0, 0) }
          displaced[j].imaginary = eta
          let column = cell.evaluate(
            state: record.previous.map { Complex($0, 0) }, input: displaced, carrying: edges)
          for (i, number) in column.enumerated() { truth[i, j] = number.imaginary / eta }
        }
        let jacobian = cell.inputJacobian(of: record, input: input, along: edges).denseMatrix()
        #expect(jacobian.relativeDifference(from: truth) <= 32 * Scalar.epsilon)
      }
    }
    try check(kind.cell(in: precision))
  }

  /// What a Jacobian's blocks held before leaves no trace in them.
  @Test(arguments: CellKind.allCases, Precision.allCases)
  func blocksAreWrittenWhole(kind: CellKind, precision: Precision) throws {
    func check<Cell: RecurrentCell>(_ cell: Cell) throws {
      let run = try cell.trajectory(over: kind.inputs())
      var used = run.makeJacobian()
      for (step, edges) in [(1, EdgeSet.all), (7, .carousel), (9, []), (9, .all)] {
        run.writeJacobian(of: step, along: edges, into: &used)
        var fresh = run.makeJacobian()
        run.writeJacobian(of: step, along: edges, into: &fresh)
        #expect(used.denseMatrix() == fresh.denseMatrix())
      }
    }
    try check(kind.cell(in: precision))
  }

  /// At short lags the product can be multiplied out: both recursions agree with it.
  @Test(arguments: CellKind.allCases, Precision.allCases)
  func tracesAgreeWithTheProduct(kind: CellKind, precision: Precision) throws {
    func check<Cell: RecurrentCell>(_ cell: Cell) throws {
      typealias Scalar = Cell.Scalar
      let run = try cell.trajectory(over: kind.inputs())
      let size = run.layout.count
      let product = (22...24).reduce(Matrix<Scalar>.identity(size)) {
        run.stepJacobian(step: $1) * $0
      }
      let values = try product.singularValues().map { Double($0) }
      // Multiplied out, a value has an absolute error of some ε of the largest.
      let tolerance = 16 * Double(size) * Scalar.epsilon * values[0]
      for lags in [[3], [1, 2, 3]] {
        let row = try run.trace(.state, step: 24, lags: lags).rows.last!
        #expect(
          row.logSingularValues.map(Double.exp).largestDifference(from: values) <= tolerance)
      }
    }
    try check(kind.cell(in: precision))
  }

  /// Inputs and initial states of the wrong shape are refused by every cell.
  @Test(arguments: CellKind.allCases)
  func shapesAreChecked(kind: CellKind) throws {
    func check<Cell: RecurrentCell>(_ cell: Cell) throws where Cell.Scalar == Double {
      #expect(cell.inputCount == CellKind.inputCount)
      let (inputCount, size) = (CellKind.inputCount, cell.layout.count)
      let inputs = #expect(throws: NetworkError.self) {
        try cell.trajectory(over: Matrix(rows: 4, columns: inputCount + 1))
      }
      #expect(inputs?.code == .wrongShape(expected: [4, inputCount], found: [4, inputCount + 1]))
      let state = #expect(throws: NetworkError.self) {
        try cell.trajectory(over: kind.inputs(), from: Array(repeating: 0, count: size + 1))
      }
      #expect(state?.code == .wrongShape(expected: [size], found: [size + 1]))
    }
    try check(kind.cell(of: Double.self))
  }
}
