import Dispatch
import Foundation
import RecurrentJacobians

/// Ends the process on Ctrl-C or a request to terminate, once temporary files have been taken away.
struct Interrupts {
  private let sources: [any DispatchSourceSignal]

  init() {
    // A reader that goes away is an error of the write, which takes the temporary files away.
    signal(SIGPIPE, SIG_IGN)
    // A queue of its own class finds a thread also while all others compute.
    let queue = DispatchQueue(label: "rjac.interrupts", qos: .userInteractive)
    // What nohup, say, has the process ignore goes on being ignored.
    sources = [SIGINT, SIGTERM, SIGHUP].filter { !IgnoredSignals.contain($0) }.map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        StandardError.clearLine()
        StandardError.write("rjac: interrupted; no file was left half written\n")
        UnfinishedFiles.removeAndExit(128 + number)
      }
      source.resume()
      return source
    }
  }

  func stop() { for source in sources { source.cancel() } }
}
