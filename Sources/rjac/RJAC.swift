import ArgumentParser
import Foundation
import RecurrentJacobians

/// The command `rjac`.
struct RJAC: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rjac",
    abstract:
      "Exact Jacobians of recurrent networks over time: how a change at step t-k reaches step t.",
    discussion: """
      Begin with 'rjac demo', then with your own weights: 'rjac inspect MODEL' says what is in the \
      file, 'rjac trace MODEL INPUTS' follows the gradient through it.

      Exit status: 0 it worked; 1 it ran and the answer is no; 2 bad arguments or input; above 128 \
      it was interrupted, or what reads its output had enough.
      """,
    version: recurrentJacobiansVersion,
    subcommands: [
      DemoCommand.self, InspectCommand.self, TraceCommand.self, LedgerCommand.self,
      SensitivityCommand.self, LyapunovCommand.self, VerifyCommand.self, ExperimentCommand.self,
      NotebookCommand.self,
    ])

  /// The subcommands by name.
  static var commandNames: [String] { configuration.subcommands.map { $0._commandName } }
}

@main
enum Main {
  static func main() {
    LinearAlgebraBackend.threadCount = 1
    guard fcntl(STDOUT_FILENO, F_GETFD) >= 0 else {
      // Its number would go to the next file that is opened.
      StandardError.write(
        "rjac: standard output is closed; send it to /dev/null if nobody is to read it\n")
      exit(2)
    }
    let interrupts = Interrupts()
    defer { interrupts.stop() }
    do {
      try refuseStrayBytes(CommandLine.arguments.dropFirst())
      try refuseUnknownCommand(CommandLine.arguments.dropFirst())
      try refuseRepeatedOptions(CommandLine.arguments.dropFirst())
      var command = try RJAC.parseAsRoot()
      try command.run()
      finishOutput()
    } catch {
      end(with: error)
    }
  }

  /// Says which name has bytes that are no text: Swift has put � in their place, and would look for another file.
  private static func refuseStrayBytes(_ arguments: ArraySlice<String>) throws {
    let isStray = { (name: String) in name.unicodeScalars.contains("\u{FFFD}") }
    if let name = arguments.first(where: isStray) {
      throw UsageError(
        "\(name): the name has bytes, shown as �, that are not UTF-8; rename the file, or name a link to it"
          + " (ln -s)")
    }
    let folder = FileManager.default.currentDirectoryPath
    if isStray(folder) {
      throw UsageError(
        "\(folder): the name of the folder that rjac is run in has bytes, shown as �, that are not UTF-8;"
          + " rename it, or run rjac in another")
    }
  }

  /// Says which commands there are; ArgumentParser calls an unknown one an unexpected argument, and its help
  /// takes no notice.
  private static func refuseUnknownCommand(_ arguments: ArraySlice<String>) throws {
    let asked = arguments.first == "help" ? arguments.dropFirst() : arguments
    guard let name = asked.first, !name.hasPrefix("-"),
      !(RJAC.commandNames + ["help"]).contains(name)
    else { return }
    throw UsageError(
      "\(name): no such command; there are \(RJAC.commandNames.joined(separator: ", ")). See 'rjac"
        + " --help'.")
  }

  /// Says which option is given twice, of which ArgumentParser would take the last without a word.
  private static func refuseRepeatedOptions(_ arguments: ArraySlice<String>) throws {
    let names = arguments.prefix { $0 != "--" }.filter { $0.hasPrefix("--") }
      .map { argument in String(argument.prefix { $0 != "=" }) }
    let single = names.filter { !["--quantity", "--edges"].contains($0) }
    guard let name = single.first(where: { name in single.count { $0 == name } > 1 }) else {
      return
    }
    throw UsageError("\(name): is given twice; give it once")
  }

  private static func end(with error: any Error) -> Never {
    let code = RJAC.exitCode(for: error)
    let message = error is any ReportedError ? "rjac: \(error)" : RJAC.fullMessage(for: error)
    if code == .success {
      print(message)
    } else if !message.isEmpty, !isOfNoInterest(error) {
      let remedy =
        code == .validationFailure
        ? LeadingDash.remedy(for: message, of: CommandLine.arguments) : nil
      StandardError.write([message, remedy].compactMap { $0 }.joined(separator: "\n") + "\n")
    }
    finishOutput()
    exit(status(of: error))
  }

  /// Ends the process if what was printed has not all arrived.
  private static func finishOutput() {
    do {
      try StandardOutput.finish()
    } catch {
      if !isOfNoInterest(error) { StandardError.write("rjac: \(error)\n") }
      exit(status(of: error))
    }
  }

  private static func status(of error: any Error) -> Int32 {
    if isOfNoInterest(error) { return 128 + SIGPIPE }
    let code = RJAC.exitCode(for: error)
    return code == .success || error is ExitCode ? code.rawValue : 2
  }

  /// Whether a reader such as `head` has had enough.
  private static func isOfNoInterest(_ error: any Error) -> Bool {
    (error as? ModelFileError)?.code == .readerGone
  }
}
