import Foundation

/// Draws pictures by the program gnuplot.
enum Gnuplot {
  /// What a script draws to standard output.
  ///
  /// - Parameter path: The file that the picture is for, for messages.
  /// - Throws: ``PlotError`` if gnuplot is missing or fails.
  static func picture(_ script: String, for path: String) throws -> [UInt8] {
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
    return [UInt8](picture)
  }

  /// A data block: records of numbers, `?` for what is missing or not finite.
  static func dataBlock(_ name: String, _ records: [[Double?]]) -> [String] {
    ["\(name) << EOD"]
      + records.map { record in
        record.map { $0.flatMap { $0.isFinite ? "\($0)" : nil } ?? "?" }.joined(separator: " ")
      } + ["EOD"]
  }

  /// Text as a gnuplot string.
  static func quoted(_ text: String) -> String {
    "'" + text.replacingOccurrences(of: "'", with: "''") + "'"
  }
}
