import Synchronization

/// Whether a computation is to end before its time: as its task is cancelled, or, on a thread that belongs to no
/// task, as the pipeline that the thread works for is closed.
final class Cancellation: Sendable {
  /// That of the pipeline which the current thread works for.
  @TaskLocal static var current: Cancellation?

  private let isAsked = Atomic(false)

  /// Asks those that work under it to end.
  func ask() { isAsked.store(true, ordering: .relaxed) }

  /// - Throws: `CancellationError` if the computation on this thread is to end.
  static func check() throws {
    try Task.checkCancellation()
    if let current, current.isAsked.load(ordering: .relaxed) { throw CancellationError() }
  }
}
