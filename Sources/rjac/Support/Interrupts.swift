import Dispatch
import Foundation

/// Calls a handler on Ctrl-C or a request to terminate, in place of ending at once, so that
/// temporary files are taken away.
struct Interrupts {
  private let sources: [any DispatchSourceSignal]

  init(_ handler: @escaping @Sendable () -> Void) {
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler(handler: handler)
      source.resume()
      return source
    }
  }

  func stop() { for source in sources { source.cancel() } }
}
