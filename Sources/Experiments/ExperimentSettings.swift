/// What an experiment is run with: its ``Experiment/defaults``, and what is set in place of them.
///
///     var settings = Experiment.lstmMemory.defaults
///     settings.forgetBiases = [0, 4]
///     let report = try Experiment.lstmMemory.run(settings)
public struct ExperimentSettings: Sendable, Equatable {
  /// One of the settings; an experiment uses some of them.
  public enum Name: String, CaseIterable, Sendable {
    case size, steps, gain
    case forgetBias = "forget-bias"
    case seed
  }

  /// The number of units.
  public var size: Int
  /// T.
  public var steps: Int
  /// What it is that each experiment says itself.
  public var gains: [Double]
  /// Biases of the forget gates, all units alike.
  public var forgetBiases: [Double]
  /// Of the random weights and inputs.
  public var seed: UInt64

  init(
    size: Int = 1, steps: Int, gains: [Double] = [], forgetBiases: [Double] = [], seed: UInt64 = 1
  ) {
    self.size = size
    self.steps = steps
    self.gains = gains
    self.forgetBiases = forgetBiases
    self.seed = seed
  }
}
