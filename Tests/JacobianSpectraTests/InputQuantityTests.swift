import RealModule
import RecurrentJacobians
import TestSupport
import Testing

@testable import JacobianSpectra

/// ∂h_t/∂x_{t-k}, beside products of matrices; LSTMs are also among the quantities of `DerivativeTests`.
@Suite struct InputQuantityTests {
  /// The derivative by the chain rule, all matrices multiplied out.
  private func product<Cell: RecurrentCell<Double>>(
    _ run: Trajectory<Cell>, step: Int, lag: Int
  ) throws -> Matrix<Double> {
    let source = run.cell.inputJacobian(
      of: run.record(of: step - lag), input: run.input(at: step - lag), along: .all)
    return (0..<lag).reversed().reduce(source.denseMatrix()) {
      run.stepJacobian(step: step - $1) * $0
    }.submatrix(rows: run.layout.hidden, columns: 0..<run.cell.inputCount)
  }

  private func check<Cell: RecurrentCell<Double>>(_ run: Trajectory<Cell>) throws {
    let step = run.stepCount
    let count = min(run.layout.hidden.count, run.cell.inputCount)
    #expect(run.quantities.contains(.hiddenFromInput))
    #expect(run.singularValueCount(of: .hiddenFromInput) == count)
    let trace = try run.trace(.hiddenFromInput)
    #expect(trace.rows.map(\.lag) == Array(0..<step))
    let norms = try run.trace(.hiddenFromInput, measures: .norm)
    for lag in 0..<step {
      let row = try #require(trace[step: step, lag: lag])
      let norm = try #require(norms[step: step, lag: lag])
      #expect(row.logSingularValues.count == count && row.isNormResolved && norm.isNormResolved)
      #expect(
        abs(norm.logSpectralNorm! - row.logSpectralNorm!)
          <= norm.normErrorBound! + row.errorBounds[0])
      // Each factor rounds n terms an entry.
      let whole = try product(run, step: step, lag: lag)
      let truth = try whole.singularValues()
      let tolerance = Double(2 * run.layout.count * (lag + 1)) * Double.epsilon * truth[0]
      for (value, expected) in zip(row.logSingularValues, truth) where expected > 1e-9 * truth[0] {
        #expect(abs(.exp(value) - expected) <= tolerance)
      }
      let jacobian = try run.jacobian(.hiddenFromInput, step: step, lag: lag)
      #expect((jacobian.unscaled - whole).frobeniusNorm <= tolerance * Double(count))
    }
    // One lag at every step, by the recursions that slide.
    let sliding = try run.trace(
      TraceRequest(series: [.init(.hiddenFromInput)], steps: 1...step, lags: [3]))
    #expect(sliding.rows.map(\.step) == Array(4...step))
    for row in sliding.rows {
      let alone = try run.trace(.hiddenFromInput, step: row.step, lags: [3]).rows[0]
      for (index, value) in row.logSingularValues.enumerated() {
        #expect(
          abs(value - alone.logSingularValues[index])
            <= row.errorBounds[index] + alone.errorBounds[index])
      }
    }
  }

  @Test(arguments: [(5, 3), (4, 4), (3, 7)])
  func ofEveryCell(units: Int, inputs: Int) throws {
    var generator = SeededGenerator(seed: 512)
    let given: Matrix<Double> = generator.matrix(12, inputs)
    let lstm: LSTM<Double> = try generator.lstm(units: units, inputs: inputs)
    try check(lstm.trajectory(over: given))
    let projected: LSTM<Double> = try generator.lstm(
      units: units, inputs: inputs, projectedTo: 2, peepholes: true)
    try check(projected.trajectory(over: given))
    for reset in ResetPlacement.allCases {
      let gru: GRU<Double> = try generator.gru(units: units, inputs: inputs, reset: reset)
      try check(gru.trajectory(over: given))
    }
    let rnn: RNN<Double> = try generator.rnn(units: units, inputs: inputs, nonlinearity: .tanh)
    try check(rnn.trajectory(over: given))
  }

  /// Units that are off at the first step let inputs pass later.
  @Test func unitsThatWakeUp() throws {
    let rnn = try RNN<Double>(
      inputWeights: Matrix([[1], [1]]), recurrentWeights: Matrix([[0, 0.5], [0.25, 0]]),
      bias: [0, -2], nonlinearity: .relu)
    let run = try rnn.trajectory(over: Matrix([[1], [3], [3], [1]]))
    // The second unit is on at steps 2 and 3 alone: h_4 = (0.5·h_3₂ + x_4, 0), which h_1 does not reach through it.
    let logs = try run.trace(.hiddenFromInput).rows.map { $0.logSingularValues[0] }
    let values: [Double] = [1, 0.5, 0.125, 0]
    for (log, value) in zip(logs, values) { #expect(abs(.exp(log) - value) <= 1e-15) }
  }

  @Test func withoutInputs() throws {
    let rnn = try RNN<Double>(
      inputWeights: Matrix(rows: 2, columns: 0), recurrentWeights: .identity(2))
    let run = try rnn.trajectory(over: Matrix(rows: 3, columns: 0))
    #expect(!run.quantities.contains(.hiddenFromInput))
    #expect(throws: TraceError.self) { try run.trace(.hiddenFromInput) }
  }

  @Test(arguments: [1e-200, 1e200]) func inputWeightsOfAnySize(size: Double) throws {
    var generator = SeededGenerator(seed: 513)
    let recurrent: Matrix<Double> = generator.matrix(3, 3)
    let weights: Matrix<Double> = generator.matrix(3, 2)
    func logs(_ scale: Double, of input: Double) throws -> [Double] {
      let rnn = try RNN(
        inputWeights: scale * weights, recurrentWeights: 0.1 * recurrent, nonlinearity: .tanh)
      let run = try rnn.trajectory(
        over: Matrix(
          rows: 6, columns: 2,
          columnMajor: Array(
            repeating: input, count: 12)))
      return try run.trace(.hiddenFromInput, step: 6, lags: [0, 1, 5]).rows
        .flatMap(\.logSingularValues)
    }
    for (large, plain) in zip(try logs(size, of: 1 / size), try logs(1, of: 1)) {
      #expect(abs(large - .log(size) - plain) <= 1e-12)
    }
  }
}
