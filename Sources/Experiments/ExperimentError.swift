/// Settings that an experiment cannot be run with.
public struct ExperimentError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong, and what to give instead.
  public let description: String

  init(_ description: String) { self.description = description }
}
