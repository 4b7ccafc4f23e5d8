/// How far a long computation has come.
public struct TraceProgress: Sendable, Equatable {
  /// What is done: rows of a trace, steps or lags that were passed, checks.
  public let completed: Int
  /// What there is to do.
  public let total: Int
}
