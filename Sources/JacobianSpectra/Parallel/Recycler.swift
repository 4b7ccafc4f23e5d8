import Synchronization

/// Values that are dear to make, lent to one task at a time and used again by later ones.
final class Recycler<Value: Sendable>: Sendable {
  private let idle = Mutex<[Value]>([])

  /// An idle value, or nil where all are lent.
  func take() -> Value? { idle.withLock { $0.popLast() } }

  /// Makes a value idle.
  func put(_ value: Value) { idle.withLock { $0.append(value) } }
}
