import RecurrentJacobians
import TestSupport
import Testing

/// Cells made of a step function; what every cell promises is in `CellConformanceTests`.
@Suite struct CustomCellTests {
  @Test(arguments: Precision.allCases)
  func aCustomLSTMIsTheBuiltInOne(precision: Precision) throws {
    try checkLSTM(precision.scalar)
  }

  private func checkLSTM<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
    var generator = SeededGenerator(seed: 60)
    // 18 coordinates of the state: the last chunk of directions is not full.
    let lstm: LSTM<Scalar> = try generator.lstm(units: 9, inputs: 3)
    let inputs: Matrix<Scalar> = generator.matrix(30, 3)
    let builtIn = try lstm.trajectory(over: inputs)
    let custom = try CustomCell(LSTMStep(weights: lstm.weights)).trajectory(over: inputs)
    let tolerance = 32 * Scalar.epsilon
    for t in 1...30 {
      #expect(
        custom.states.column(t).largestDifference(from: builtIn.states.column(t)) <= tolerance)
      #expect(
        custom.stepJacobian(step: t).relativeDifference(from: builtIn.stepJacobian(step: t))
          <= tolerance)
    }
  }

  @Test func tracesOfACustomLSTMAreTheBuiltInOnes() throws {
    var generator = SeededGenerator(seed: 61)
    let lstm: LSTM<Double> = try generator.lstm(units: 8, inputs: 3)
    let inputs: Matrix<Double> = generator.matrix(60, 3)
    let builtIn = try lstm.trajectory(over: inputs)
    let custom = try CustomCell(LSTMStep(weights: lstm.weights)).trajectory(over: inputs)
    #expect(custom.quantities == [.hidden, .cell, .state, .hiddenFromInput])
    for quantity in custom.quantities {
      let lags = [1, 5, 20, 60]
      let expected = try builtIn.trace(quantity, step: 60, lags: lags).rows
      for (row, other) in zip(try custom.trace(quantity, step: 60, lags: lags).rows, expected) {
        #expect(row.logSingularValues.largestDifference(from: other.logSingularValues) <= promised)
      }
    }
  }

  @Test func theWholeStepIsTheOnlyEdge() throws {
    var generator = SeededGenerator(seed: 62)
    let step = NormalizedStep<Double>(
      recurrent: generator.matrix(5, 5), input: generator.matrix(5, 2))
    let run = try CustomCell(step).trajectory(over: generator.matrix(4, 2))
    #expect(run.edges == .recurrent)
    #expect(run.stepJacobian(step: 2, edges: .recurrent) == run.stepJacobian(step: 2))
    let error = #expect(throws: TraceError.self) {
      try run.trace(.hidden, edges: .carousel, step: 4, lags: [1])
    }
    #expect(error?.code == .unknownEdges)
    #expect(run.gates(at: 1).isEmpty)
  }

  @Test func aStateThatOverflowsIsNamed() throws {
    struct Doubling: StepFunction {
      typealias Scalar = Double
      let inputCount = 1
      let layout = StateLayout(hiddenCount: 1)
      func step<Number: StepNumber<Double>>(state: [Number], input: [Number]) -> [Number] {
        [0x1p600 * state[0]]
      }
    }
    let error = #expect(throws: NetworkError.self) {
      try CustomCell(Doubling()).trajectory(over: Matrix(rows: 5, columns: 1), from: [1])
    }
    #expect(error == NetworkError(.nonFiniteState(step: 2, unit: "h[0]"), in: "state"))
  }
}
