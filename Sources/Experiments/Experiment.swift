import SpectraExport

/// One of the classic demonstrations of how gradients pass through time: a claim, and a seeded run
/// that measures whether it is so.
public struct Experiment: Sendable {
  /// On the command line.
  public let name: String
  /// What is to be shown.
  public let claim: String
  /// The mathematics of it.
  public let formula: String
  /// What to look at in the picture.
  public let lookAt: String
  /// The settings that it uses, with what each means here.
  public let uses: [(name: ExperimentSettings.Name, meaning: String)]
  /// The one of them that may take several values.
  public let sweeps: ExperimentSettings.Name
  /// Settings that make the point.
  public let defaults: ExperimentSettings

  let body: @Sendable (ExperimentSettings) throws -> ExperimentReport

  /// All experiments, in the order in which the story is told.
  public static let all: [Experiment] = [
    .linearRNN, .rnn, .lstmMemory, .lstmExplodes, .lstmWithoutCell, .sensitivity,
  ]

  /// Runs it.
  ///
  /// - Parameter settings: ``defaults`` if nil; what the experiment does not use is ignored.
  /// - Throws: ``ExperimentError`` for settings that make no sense, `NetworkError` for weights that make the state
  ///   overflow, `TraceError` for Jacobians that are not finite, `LinearAlgebraError`, and `CancellationError` when the
  ///   current task is cancelled.
  public func run(_ settings: ExperimentSettings? = nil) throws -> ExperimentReport {
    let settings = settings ?? defaults
    try check(settings)
    return try body(settings)
  }

  private func check(_ settings: ExperimentSettings) throws(ExperimentError) {
    for (setting, _) in uses {
      switch setting {
      case .size: try require(settings.size, within: 1...Self.largestSize, setting)
      case .steps:
        try require(
          settings.steps, within: Self.smallestStepCount...Self.largestStepCount, setting)
      case .gain: try requireList(settings.gains, setting)
      case .forgetBias: try requireList(settings.forgetBiases, setting)
      case .seed: break
      }
    }
  }

  /// Fewer show no trend, so that a claim would hold of nothing.
  private static let smallestStepCount = 10

  /// More would show nothing else, and take days and all memory.
  private static let largestSize = 4096
  private static let largestStepCount = 1_000_000

  private func require(
    _ value: Int, within range: ClosedRange<Int>, _ setting: ExperimentSettings.Name
  ) throws(ExperimentError) {
    if !range.contains(value) {
      throw ExperimentError(
        "\(name): \(setting.rawValue) \(value); it must be at least \(range.lowerBound) and at most"
          + " \(range.upperBound)")
    }
  }

  private func requireList(
    _ values: [Double], _ setting: ExperimentSettings.Name
  ) throws(ExperimentError) {
    if values.isEmpty || !values.allSatisfy(\.isFinite) {
      throw ExperimentError("\(name): \(setting.rawValue) must be one or more finite numbers")
    }
    if let index = values.indices.first(where: { values[..<$0].contains(values[$0]) }) {
      throw ExperimentError(
        "\(name): \(setting.rawValue) \(ScientificNumber.given(values[index])) is given twice; give each value once"
      )
    }
    if setting != sweeps, values.count > 1 {
      throw ExperimentError(
        "\(name): \(setting.rawValue) takes one value here; the one that is varied is"
          + " \(sweeps.rawValue)")
    }
  }
}
