import Synchronization

/// How much of a computation is done, counted on all of its threads.
final class Tally: Sendable {
  private let done = Atomic(0)

  /// What has been counted.
  var count: Int { done.load(ordering: .relaxed) }

  /// Counts more.
  ///
  /// - Returns: What had been counted before.
  @discardableResult
  func add(_ count: Int) -> Int { done.add(count, ordering: .relaxed).oldValue }
}
