import ArgumentParser
import Dispatch
import Foundation
import RecurrentJacobians

/// The command `rjac`.
struct RJAC: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rjac",
    abstract: "Exact Jacobians of recurrent networks over time: how a change at step t-k reaches step t.",
    version: recurrentJacobiansVersion,
    subcommands: [Demo.self, Inspect.self, TraceCommand.self, Verify.self])
}

@main
enum Main {
  /// Exit status 0 when it worked, 1 when it ran and the answer is no, 2 for bad arguments or input.
  static func main() async {
    LinearAlgebraBackend.threadCount = 1
    let task = Task {
      var command = try RJAC.parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    }
    let interrupts = Interrupts { task.cancel() }
    do {
      try await task.value
      interrupts.stop()
    } catch is CancellationError {
      StandardError.write("interrupted; nothing was written half\n")
      exit(130)
    } catch {
      let isOurs = error is any ReportedError
      let message = isOurs ? "rjac: \(error)" : RJAC.fullMessage(for: error)
      let code = RJAC.exitCode(for: error)
      if code == .success {
        print(message)
        exit(0)
      }
      if !message.isEmpty { StandardError.write(message + "\n") }
      exit(error is ExitCode ? code.rawValue : 2)
    }
  }
}
