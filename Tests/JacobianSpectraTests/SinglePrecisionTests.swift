import RealModule
import RecurrentJacobians
import TestSupport
import Testing

/// Single precision runs the same code: it differs from double by its own ε.
@Suite struct SinglePrecisionTests {
  /// The same weights and inputs, which are exact in both.
  private func runs() throws -> (Trajectory<LSTM<Float>>, Trajectory<LSTM<Double>>) {
    var generator = SeededGenerator(seed: 130)
    let single: LSTM<Float> = try generator.lstm(units: 6, inputs: 3, gain: 1)
    let inputs: Matrix<Float> = generator.matrix(20, 3)
    let double = try LSTM<Double>(
      inputWeights: single.weights.input.converted(to: Double.self),
      recurrentWeights: single.weights.recurrent.converted(to: Double.self),
      bias: single.weights.bias.map { Double($0) })
    return (
      try single.trajectory(over: inputs),
      try double.trajectory(over: inputs.converted(to: Double.self))
    )
  }

  @Test(arguments: Quantity.allCases)
  func spectraAreClose(quantity: Quantity) throws {
    let (single, double) = try runs()
    let lags = [1, 2, 5, 19]
    let truth = try double.adjointRows(quantity, step: 20, lags: lags)
    for (row, reference) in zip(
      try single.adjointRows(quantity, step: 20, lags: lags), truth)
    {
      // Each factor rounds 2n terms an entry, and passes it on by its condition.
      let values = try double.forwardRow(quantity, step: 20, lag: 1).logSingularValues
      let condition = Double.exp(values.first! - values.last!)
      let tolerance = Double(12 * row.lag) * condition * Float.epsilon
      #expect(
        row.logSingularValues.largestDifference(from: reference.logSingularValues) <= tolerance)
    }
  }
}
