import Foundation
import ModelFiles

/// Draws pictures by the program gnuplot.
enum Gnuplot {
  /// What a script draws to standard output.
  ///
  /// - Parameter path: The file that the picture is for, for messages.
  /// - Throws: ``PlotError`` if gnuplot is missing or fails.
  static func picture(_ script: String, for path: String) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    // What a user's own file of settings asks for, such as another terminal, is not meant for these.
    process.arguments = ["gnuplot", "--default-settings", "-"]
    let output = Pipe()
    let errors = try ScratchFile()
    process.standardInput = try ScratchFile(script).handle
    process.standardOutput = output
    process.standardError = errors.handle
    try process.run()
    let picture = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus != 127 else { throw missing(for: path) }
    guard process.terminationStatus == 0, !picture.isEmpty else {
      throw PlotError(
        code: .plottingToolFailed,
        description: "\(path): not drawn, because gnuplot failed: "
          + (picture.isEmpty && process.terminationStatus == 0
            ? "it drew nothing" : try errors.text()))
    }
    return [UInt8](picture)
  }

  /// Requires that gnuplot is installed, before what takes long.
  ///
  /// - Parameter path: The file that a picture is for, for the message.
  /// - Throws: ``PlotError`` with the code ``PlotError/Code/plottingToolMissing``.
  static func requireInstalled(for path: String) throws(PlotError) {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    guard folders.contains(where: { FileManager.default.isExecutableFile(atPath: $0 + "/gnuplot") })
    else { throw missing(for: path) }
  }

  private static func missing(for path: String) -> PlotError {
    PlotError(
      code: .plottingToolMissing,
      description: "\(path): not drawn, because gnuplot is not installed; install it with"
        + " 'apt-get install gnuplot-nox' or 'brew install gnuplot'")
  }

  /// A data block: records of numbers, gaps where they are missing or not finite.
  static func dataBlock(_ name: String, _ records: [[Double?]]) -> [String] {
    ["\(name) << EOD"]
      + records.map { record in
        record.map { $0.flatMap { $0.isFinite ? "\($0)" : nil } ?? "NaN" }.joined(separator: " ")
      } + ["EOD"]
  }

  /// What is to be plotted for an area between two columns; a gap where one of them has one.
  static func area(_ name: String, from low: Int, to high: Int, _ style: String) -> String {
    "\(name) using 1:($\(low)+0*$\(high)):($\(high)+0*$\(low)) with filledcurves fs solid 1 \(style)"
  }

  /// A data block for areas: a single record becomes a bar, one wide about its place.
  static func areas(_ name: String, _ records: [[Double?]]) -> [String] {
    guard let only = records.first, records.count == 1, let place = only[0] else {
      return dataBlock(name, records)
    }
    return dataBlock(name, [-0.5, 0.5].map { [place + $0] + only.dropFirst() })
  }

  /// Text as a gnuplot string, which the end of a line would end as well.
  static func quoted(_ text: String) -> String {
    "'" + text.escapingControls().replacingOccurrences(of: "'", with: "''") + "'"
  }

  /// Lines of text as a gnuplot string; only between double quotes does it know the end of a line.
  static func quoted(_ lines: [String]) -> String {
    lines.isEmpty ? "''" : lines.map(quoted).joined(separator: ".\"\\n\".")
  }
}
