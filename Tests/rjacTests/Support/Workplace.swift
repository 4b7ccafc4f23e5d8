import Foundation
import RecurrentJacobians
import Testing

/// A folder with a small LSTM, `model.safetensors`, and ten steps of its inputs, `inputs.npy`.
struct Workplace {
  let folder: Folder
  static let stepCount = 10

  init(_ weights: Weights = .lstm) throws {
    folder = try Folder()
    try folder.file("model.safetensors", holding: weights.bytes)
    try write(inputs: Self.inputs, columns: 2)
  }

  static let inputs = (0..<20).map { sin(0.3 + 2.1 * Double($0)) }

  func write(inputs values: [Double], columns: Int, to name: String = "inputs.npy") throws {
    try NumPyFile.write(
      shape: [values.count / columns, columns], values: values, to: folder.file(name))
  }

  func write(states: Matrix<Double>) throws {
    try write(
      inputs: states.transposed().elements, columns: states.columnCount, to: "states.npy")
  }

  static let files = ["model.safetensors", "inputs.npy"]

  func trace(_ options: String...) throws -> Outcome { try trace(options) }

  func trace(_ options: [String]) throws -> Outcome {
    try Command.run(["trace"] + Self.files + options, in: folder)
  }

  /// Runs `rjac` by the shell, with what stands behind it on the line; what it prints is lost.
  ///
  /// - Parameter path: The search path; that of the tests if nil.
  func shell(_ arguments: [String], _ rest: String, path: String? = nil) throws -> Outcome {
    let shell = Process()
    if let path { shell.environment = ["PATH": path] }
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    let command = "'\(try #require(Command.path))' \(arguments.joined(separator: " "))"
    shell.arguments = ["-c", "\(command) 2> errors.txt \(rest)"]
    try shell.run()
    shell.waitUntilExit()
    return Outcome(
      status: shell.terminationStatus, output: "", errors: try folder.text("errors.txt"))
  }

  /// The rows that a trace writes to standard output.
  func rows(_ options: String...) throws -> [[String]] {
    try Command.run(["trace"] + Self.files + options + ["--csv", "/dev/stdout"], in: folder).rows
  }

  func expectRefusal(
    _ options: String..., saying words: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try rjacTests.expectRefusal(
      ["trace"] + Self.files + options, in: folder, saying: words, sourceLocation: sourceLocation)
  }
}
