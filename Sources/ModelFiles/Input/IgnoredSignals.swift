import Foundation

/// Signals that whoever started the process has it ignore, as `nohup` does.
package enum IgnoredSignals {
  package static func contain(_ number: Int32) -> Bool {
    var action = sigaction()
    guard unsafe sigaction(number, nil, &action) == 0 else { return false }
    #if os(Linux)
      let handler = unsafe action.__sigaction_handler.sa_handler
    #else
      let handler = unsafe action.__sigaction_u.__sa_handler
    #endif
    // Swift does not compare functions of C.
    let places = unsafe (
      unsafeBitCast(handler, to: Int.self), unsafeBitCast(SIG_IGN, to: Int.self)
    )
    return places.0 == places.1
  }
}
