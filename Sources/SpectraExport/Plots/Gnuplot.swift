import Foundation
import ModelFiles

/// Draws pictures by the program gnuplot.
enum Gnuplot {
  /// Runs a script that draws to standard output and puts the picture in a file, whole or not at all.
  ///
  /// - Throws: ``PlotError`` if gnuplot is missing or fails, `ModelFileError` if `path` cannot be
  ///   written.
  static func draw(_ script: String, to path: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["gnuplot", "-"]
    let (input, output, errors) = (Pipe(), Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    // The script carries its data, more than a pipe holds: it is written while output is read.
    let writer = Thread {
      try? input.fileHandleForWriting.write(contentsOf: Data(script.utf8))
      try? input.fileHandleForWriting.close()
    }
    writer.start()
    let picture = output.fileHandleForReading.readDataToEndOfFile()
    let message = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let isMissing = process.terminationStatus == 127
      throw PlotError(
        code: isMissing ? .plottingToolMissing : .plottingToolFailed,
        description: isMissing
          ? "\(path): not drawn, because gnuplot is not installed; install it with"
            + " 'apt-get install gnuplot-nox' or 'brew install gnuplot'"
          : "\(path): gnuplot failed: \(message)")
    }
    var file = try WholeFile(path)
    try file.write([UInt8](picture))
    try file.commit()
  }

  /// Text as a gnuplot string.
  static func quoted(_ text: String) -> String {
    "'" + text.replacingOccurrences(of: "'", with: "''") + "'"
  }
}
