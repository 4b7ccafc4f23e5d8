import Foundation
import Testing

/// What a run of `rjac` came to.
struct Outcome: Sendable {
  let status: Int32
  let output: String
  let errors: String

  /// The rows of CSV on standard output, without the header.
  var rows: [[String]] { Table(output).rows }
}

/// The built `rjac`, which stands beside the test bundle.
enum Command {
  private final class Token {}

  static let path: String? = {
    let folders = [
      Bundle(for: Token.self).bundleURL.deletingLastPathComponent(),
      URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent(),
    ]
    return folders.map { $0.appendingPathComponent("rjac").path }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  /// Starts `rjac` with its output going to files in `folder`.
  static func start(
    _ arguments: [String], in folder: Folder, environment: [String: String] = [:]
  ) throws -> (process: Process, finish: () throws -> Outcome) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(path, "rjac is not built"))
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let logs = try Folder()
    let streams = try ["out", "err"].map { name in
      let url = URL(fileURLWithPath: try logs.file(name, holding: []))
      return try FileHandle(forWritingTo: url)
    }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = streams[0]
    process.standardError = streams[1]
    try process.run()
    return (
      process,
      {
        process.waitUntilExit()
        return Outcome(
          status: process.terminationStatus, output: try logs.text("out"),
          errors: try logs.text("err"))
      }
    )
  }

  /// Whether pictures can be drawn here.
  static var hasGnuplot: Bool {
    let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
    return folders.contains { FileManager.default.isExecutableFile(atPath: $0 + "/gnuplot") }
  }

  /// Runs `rjac` to its end.
  static func run(
    _ arguments: [String], in folder: Folder, environment: [String: String] = [:]
  ) throws -> Outcome {
    try start(arguments, in: folder, environment: environment).finish()
  }
}

/// Expects a refusal: exit status 2, nothing on standard output, all of `words` in the message, and
/// no other file in the folder than before.
func expectRefusal(
  _ arguments: [String], in folder: Folder, saying words: [String],
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let before = try folder.names
  let outcome = try Command.run(arguments, in: folder)
  #expect(outcome.status == 2, sourceLocation: sourceLocation)
  #expect(outcome.output == "", sourceLocation: sourceLocation)
  for word in words {
    #expect(outcome.errors.contains(word), sourceLocation: sourceLocation)
  }
  #expect(try folder.names == before, sourceLocation: sourceLocation)
}
