import ModelFiles

/// A picture of numbers, drawn by the program gnuplot. What is not finite is left out.
public protocol Chart: Sendable {
  /// What is to be drawn.
  var drawing: Drawing { get }
}

extension Chart {
  /// Draws the chart as SVG or PNG, as the suffix of `path` says.
  ///
  /// - Throws: ``PlotError`` for another suffix and if gnuplot is missing or fails, `ModelFileError`
  ///   if the file cannot be written.
  public func write(to path: String) throws {
    let format = try PictureFormat(path: path)
    let picture = try Gnuplot.picture(drawing.script(format), for: path)
    var file = try WholeFile(path)
    try file.write(picture)
    try file.commit()
  }

  /// The chart as SVG.
  ///
  /// - Parameter path: The file that it is for, for messages.
  /// - Throws: ``PlotError`` if gnuplot is missing or fails.
  func svg(for path: String) throws -> String {
    String(decoding: try Gnuplot.picture(drawing.script(.svg), for: path), as: UTF8.self)
  }
}
