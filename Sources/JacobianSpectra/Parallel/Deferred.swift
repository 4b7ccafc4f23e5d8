import Synchronization

/// A value that is made when it is first asked for, once for all who ask: what a recursion does not need to go on
/// is made by whoever is first, while the recursion runs beside it.
///
/// What makes it may ask for others that were there before, not for itself.
final class Deferred<Value: Sendable>: Sendable {
  private enum State {
    case pending(@Sendable () -> Value)
    case made(Value)
  }

  private let state: Mutex<State>

  init(_ make: @escaping @Sendable () -> Value) { state = Mutex(.pending(make)) }

  /// One that is there.
  init(made value: Value) { state = Mutex(.made(value)) }

  /// The value. Others who ask wait until it is made.
  var value: Value {
    state.withLock { state in
      switch state {
      case .made(let value): return value
      case .pending(let make):
        let value = make()
        state = .made(value)
        return value
      }
    }
  }
}
