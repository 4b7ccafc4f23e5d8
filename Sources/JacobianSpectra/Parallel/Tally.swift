import Synchronization

/// How much of a computation is done, counted on all of its threads.
final class Tally: Sendable {
  private let done = Atomic(0)

  /// What has been counted.
  var count: Int { done.load(ordering: .relaxed) }

  /// Counts more.
  func add(_ count: Int) { done.add(count, ordering: .relaxed) }
}
