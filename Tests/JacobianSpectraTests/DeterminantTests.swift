import RealModule
import RecurrentJacobians
import TestSupport
import Testing

/// Σ ln σ = ln|det|: every singular value counts, the smallest as much as the largest.
@Suite struct DeterminantTests {
  static let relativeTolerance = 1e-10

  @Test(arguments: [1, 8, 64, 300])
  func rnn(lag: Int) throws {
    var generator = SeededGenerator(seed: 60)
    let rnn: RNN<Double> = try generator.rnn(units: 24, inputs: 4, nonlinearity: .tanh)
    let run = try rnn.trajectory(over: generator.matrix(300, 4))
    let truth = try (300 - lag + 1...300).reduce(0) {
      try $0 + run.stepJacobian(step: $1).logDeterminant()
    }
    let sum = try run.forwardRow(step: 300, lag: lag).logSingularValues.reduce(0, +)
    #expect(abs(sum - truth) <= Self.relativeTolerance * abs(truth))
    let adjoint = try run.adjointRows(step: 300, lags: [lag, 300, 2]).first { $0.lag == lag }!
    #expect(
      abs(adjoint.logSingularValues.reduce(0, +) - truth) <= Self.relativeTolerance * abs(truth))
  }

  @Test func rnnOverTwoThousandLags() throws {
    var generator = SeededGenerator(seed: 66)
    let rnn: RNN<Double> = try generator.rnn(units: 64, inputs: 4, nonlinearity: .tanh)
    let run = try rnn.trajectory(over: generator.matrix(2000, 4))
    let truth = try (1...2000).reduce(0) { try $0 + run.stepJacobian(step: $1).logDeterminant() }
    let row = try run.forwardRow(step: 2000, lag: 2000)
    let sum = row.logSingularValues.reduce(0, +)
    #expect(abs(sum - truth) <= Self.relativeTolerance * abs(truth))
    #expect(abs(sum - truth) <= row.errorBounds.reduce(0, +))
  }

  @Test(arguments: [1, 20, 100])
  func lstm(lag: Int) throws {
    var generator = SeededGenerator(seed: 61)
    let lstm: LSTM<Double> = try generator.lstm(units: 10, inputs: 4)
    let run = try lstm.trajectory(over: generator.matrix(100, 4))
    let truth = try run.logDeterminant(steps: 101 - lag...100)
    let sum = try run.forwardRow(.state, step: 100, lag: lag).logSingularValues.reduce(0, +)
    #expect(abs(sum - truth) <= Self.relativeTolerance * abs(truth))
  }

  /// Open forget gates and weak recurrent weights: half of the values lie close together, the others many
  /// nats below them.
  @Test(arguments: [6, 9, 15])
  func aClusterFarAboveTheRest(lag: Int) throws {
    let (units, inputs) = (24, 4)
    var generator = SeededGenerator(seed: 68)
    let inputWeights: Matrix<Double> = generator.matrix(4 * units, inputs)
    let recurrentWeights: Matrix<Double> = generator.matrix(4 * units, units)
    let bias = (0..<4 * units).map { (units..<2 * units).contains($0) ? 4.0 : 0.1 }
    let lstm = try LSTM(
      inputWeights: 0.5 * inputWeights, recurrentWeights: 0.1 * recurrentWeights, bias: bias)
    let run = try lstm.trajectory(over: generator.matrix(30, inputs))
    let truth = try run.logDeterminant(steps: 31 - lag...30)
    for row in [
      try run.forwardRow(.state, step: 30, lag: lag),
      try run.adjointRows(.state, step: 30, lags: [lag, 20]).first { $0.lag == lag }!,
    ] {
      let values = row.logSingularValues
      #expect(values[units - 1] - values[units] > 8)
      let rounding = 8 * Double(units * lag) * Double.epsilon
      #expect(abs(values.reduce(0, +) - truth) <= row.errorBounds.reduce(0, +) + rounding)
    }
  }

  @Test(arguments: [1, 40])
  func sileroVAD(lag: Int) throws {
    let run = try Example.sileroVAD()
    let truth = try run.logDeterminant(steps: 301 - lag...300)
    let sum = try run.forwardRow(.state, step: 300, lag: lag, measures: .sigma)
      .logSingularValues.reduce(0, +)
    #expect(abs(sum - truth) <= Self.relativeTolerance * abs(truth))
  }
}
