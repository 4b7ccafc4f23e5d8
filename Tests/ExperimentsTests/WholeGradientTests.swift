import RecurrentJacobians
import Testing

/// That the sum over the lags is the whole gradient, where central differences have no digit of it.
@Suite struct WholeGradientTests {
  @Test(arguments: [10.0, 64])
  func theWholeGradientOfAChaoticNetwork(gain: Double) throws {
    var settings = Experiment.sensitivity.defaults
    settings.gains = [gain]
    let whole = try #require(try Experiment.sensitivity.run(settings).findings.first)
    #expect(whole.holds == true, "\(whole.statement)")
  }

  @Test func aGradientBeyondTheRange() {
    var settings = Experiment.sensitivity.defaults
    (settings.steps, settings.gains, settings.forgetBiases) = (8000, [16], [2])
    let error = #expect(throws: ExperimentError.self) {
      _ = try Experiment.sensitivity.run(settings)
    }
    #expect(error?.description.contains("fewer steps or a smaller gain") == true)
  }
}
