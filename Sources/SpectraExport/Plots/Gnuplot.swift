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

  /// Draws panels one above the other, as SVG or PNG by the suffix of `path`.
  ///
  /// - Parameters:
  ///   - panels: The commands of each panel, its `plot` last.
  ///   - data: Data blocks that the panels name.
  /// - Throws: ``PlotError`` for another suffix, if gnuplot is missing or fails, `ModelFileError` if
  ///   `path` cannot be written.
  static func draw(
    _ title: String, panels: [[String]], data: [String], to path: String
  ) throws {
    let (width, height) = (860, 320 * panels.count + 50)
    let lines =
      [
        try PictureFormat(path: path).terminal(width: width, height: height),
        "set encoding utf8",
        "set datafile missing '?'",
        "set border 3 lc rgb '#444444'",
        "set tics nomirror out textcolor rgb '#222222'",
        "set grid ytics lc rgb '#dddddd' lw 0.5",
        "set lmargin 11",
        "set rmargin 26",
        "set key at graph 1.03,1 left top vertical Left reverse samplen 2 spacing 1.15",
      ] + data + [
        "set multiplot layout \(panels.count),1 title \(quoted(title)) font ',15'"
      ] + panels.flatMap { $0 } + ["unset multiplot"]
    try draw(lines.joined(separator: "\n") + "\n", to: path)
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
