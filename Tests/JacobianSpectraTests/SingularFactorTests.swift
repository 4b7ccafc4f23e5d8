import RecurrentJacobians
import TestSupport
import Testing

/// Jacobians that are singular but for rounding.
@Suite struct SingularFactorTests {
  /// Entries of about the normal distribution, sums of twelve of a linear congruential generator: with
  /// these very weights a basis was absorbed without end.
  private struct Entries {
    var state: UInt64

    mutating func matrix(_ rows: Int, _ columns: Int, times factor: Double) -> Matrix<Double> {
      Matrix(
        rows: rows, columns: columns, rowMajor: (0..<rows * columns).map { _ in factor * next() })
    }

    private mutating func next() -> Double {
      (0..<12).reduce(0.0) { sum, _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return sum + Double(state >> 11) / Double(1 << 52) - 1
      } / 2
    }
  }

  @Test(arguments: [(131, 1.0), (132, 4.0)])
  func saturatedGatesEnd(seed: UInt64, forgetBias: Double) throws {
    let (units, gain, steps) = (96, 8.0, 40)
    var entries = Entries(state: seed)
    let recurrentGain = gain / Double(units).squareRoot()
    // What a plain network takes from the generator first.
    _ = entries.matrix(units, 4, times: gain)
    _ = entries.matrix(units, units, times: recurrentGain)
    _ = entries.matrix(1, units, times: 1)
    let inputs = entries.matrix(steps, 4, times: 1)
    let inputWeights = entries.matrix(4 * units, 4, times: gain)
    let recurrentWeights = entries.matrix(4 * units, units, times: recurrentGain)
    var bias = entries.matrix(1, 4 * units, times: 0.5 * gain).elements
    for unit in units..<2 * units { bias[unit] += forgetBias }
    let run = try LSTM(
      inputWeights: inputWeights, recurrentWeights: recurrentWeights, bias: bias
    ).trajectory(over: inputs)
    let rows =
      try run.adjointRows(.state, step: steps, lags: [1, steps])
      + [run.forwardRow(.state, step: steps, lag: steps)]
    for row in rows {
      #expect(row.logSingularValues.count == 2 * units)
      #expect(row.logSingularValues.allSatisfy { !$0.isNaN })
    }
    // What rounding alone decides is not given as a value.
    #expect(rows[1].unresolvedCount > 0)
  }
}
