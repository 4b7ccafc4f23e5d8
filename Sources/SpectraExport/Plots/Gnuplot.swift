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
    let output = Pipe()
    let errors = try ScratchFile()
    process.standardInput = try ScratchFile(script).handle
    process.standardOutput = output
    process.standardError = errors.handle
    try process.run()
    let picture = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let isMissing = process.terminationStatus == 127
      throw PlotError(
        code: isMissing ? .plottingToolMissing : .plottingToolFailed,
        description: isMissing
          ? "\(path): not drawn, because gnuplot is not installed; install it with"
            + " 'apt-get install gnuplot-nox' or 'brew install gnuplot'"
          : "\(path): not drawn, because gnuplot failed: \(try errors.text())")
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
