import Foundation

/// A refusal of the operating system.
struct SystemError: Error, Equatable {
  /// The value of `errno`.
  let number: Int32

  /// The system's words for it, such as `No space left on device`.
  var reason: String { unsafe String(cString: strerror(number)) }
}
