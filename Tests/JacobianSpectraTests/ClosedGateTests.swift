import RealModule
import RecurrentJacobians
import TestSupport
import Testing

/// Gates so far closed that weights of paths through them underflow, and states that are exactly zero.
@Suite struct ClosedGateTests {
  /// ∂C_t/∂C_{t-k} along the carry is diag(fᵏ), ln σ(a) = a for a far below 0.
  private func expectCarousel<Scalar: LinearAlgebraScalar>(
    of _: Scalar.Type, forgetBias: Double
  ) throws {
    let lstm = try LSTM<Scalar>(
      inputWeights: Matrix(rows: 8, columns: 1), recurrentWeights: Matrix(rows: 8, columns: 2),
      bias: [0, 0, 0, Scalar(forgetBias), 0, 0, 0, 0])
    let run = try lstm.trajectory(over: Matrix(rows: 12, columns: 1))
    for lags in [[1], [2], [3], [12], Array(1...12)] {
      for row in try run.trace(.cell, edges: .carousel, step: 12, lags: lags).rows {
        let lag = Double(row.lag)
        let truth = [lag * -Double.log(2), lag * forgetBias]
        // A rounding of each factor, and of each sum of logs.
        let tolerance =
          lag * (4 * Double(Scalar.ulpOfOne) + truth[1].magnitude * Double.ulpOfOne)
        #expect(row.logSingularValues.largestDifference(from: truth) <= tolerance, "\(row)")
        #expect(row.errorBounds.allSatisfy { $0 < TraceRow.resolutionLimit })
      }
    }
  }

  @Test(arguments: [-40.0, -300, -400, -700]) func double(forgetBias: Double) throws {
    try expectCarousel(of: Double.self, forgetBias: forgetBias)
  }

  @Test(arguments: [-20.0, -45, -60, -80]) func single(forgetBias: Double) throws {
    try expectCarousel(of: Float.self, forgetBias: forgetBias)
  }

  /// What gates leave unknown that are closed below the exponent range does not grow on the way by more than the open
  /// ones of the others let it.
  @Test(arguments: [1, 20, 60]) func openGatesBesideClosedOnes(lag: Int) throws {
    let forgetBiases: [Float] = Array(repeating: 5, count: 30) + [-90, -95]
    let count = forgetBiases.count
    let zeros = [Float](repeating: 0, count: count)
    let lstm = try LSTM<Float>(
      inputWeights: Matrix(rows: 4 * count, columns: 1),
      recurrentWeights: Matrix(rows: 4 * count, columns: count),
      bias: zeros + forgetBiases + zeros + zeros)
    let run = try lstm.trajectory(over: Matrix(rows: 60, columns: 1))
    let row = try run.trace(.cell, edges: .carousel, step: 60, lags: [lag], measures: .norm).rows[0]
    let truth = Double(lag) * -Double.log(onePlus: .exp(-5))
    let (norm, bound) = (
      try #require(row.resolvedLogSpectralNorm), try #require(row.normErrorBound)
    )
    let error = abs(norm - truth)
    #expect(error <= bound)
    #expect(error <= Double(lag + 4) * Double(Float.ulpOfOne))
  }

  /// Without biases and with a first input of zero C₁ = 0, and tanh(C₁) with it: ∂h_t/∂o_1 is zero, and
  /// that at other lags is not.
  @Test func outputOfAStateThatIsZero() throws {
    var generator = SeededGenerator(seed: 91)
    let lstm = try LSTM<Double>(
      inputWeights: generator.matrix(20, 2), recurrentWeights: generator.matrix(20, 5))
    var inputs: Matrix<Double> = generator.matrix(9, 2)
    for j in 0..<2 { inputs[0, j] = 0 }
    let run = try lstm.trajectory(over: inputs)
    for row in try run.adjointRows(.output, step: 9, lags: Array(0...8)) {
      let single = try run.forwardRow(.output, step: 9, lag: row.lag)
      #expect((row.logSingularValues[0] == -.infinity) == (row.lag == 8))
      let difference = row.logSingularValues.largestDifference(from: single.logSingularValues)
      #expect(difference <= row.errorBounds.max()! + single.errorBounds.max()!)
    }
  }

  /// ∂C_t/∂C_{t-1} with h moving along is f + i·(1 - g²)·U_g·o·(1 - tanh²C), whose terms cancel here to
  /// 1e-6: rounding shows a million times as large, and the bound says so, one lag alone or with others.
  @Test func boundWhereTermsCancel() throws {
    let gate = 0.5
    let lstm = try LSTM<Double>(
      inputWeights: Matrix(rows: 4, columns: 1),
      recurrentWeights: Matrix([[0], [0], [-(1 - 1e-6) / gate], [0]]))
    let run = try lstm.trajectory(over: Matrix(rows: 3, columns: 1))
    let alone = try run.forwardRow(.cellTotal, step: 3, lag: 1)
    let among = try run.adjointRows(.cellTotal, step: 3, lags: [1, 2])[0]
    // f = i = o = ½, g = C = 0: ½ - ½·(1 - 1e-6).
    let truth = Double.log(gate * 1e-6)
    for row in [alone, among] {
      #expect(row.errorBounds[0] >= 1e6 * Double.ulpOfOne && row.errorBounds[0] < 1e-7)
      #expect(abs(row.logSingularValues[0] - truth) <= row.errorBounds[0])
    }
  }
}
