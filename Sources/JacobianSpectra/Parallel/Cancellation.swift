/// Whether a computation is to end before its time: as its task is cancelled, or, on a thread that belongs to no
/// task, as the pipeline that the thread works for is closed.
enum Cancellation {
  /// Asks the pipeline that the current thread works for.
  @TaskLocal static var isAsked: (@Sendable () -> Bool)?

  /// - Throws: `CancellationError` if it is to end.
  static func check() throws {
    try Task.checkCancellation()
    if isAsked?() == true { throw CancellationError() }
  }
}
