import ArgumentParser
import RecurrentJacobians

/// The file that a picture is drawn to.
struct PlotOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Draw a picture, SVG or PNG by the suffix; needs gnuplot.", valueName: "file"),
    completion: .file())
  var plot: String?

  /// Refuses a name of no kind of picture, and where no number is written beside it, a machine without gnuplot: better
  /// said before what takes long.
  func check(isAlone: Bool) throws {
    guard let plot else { return }
    _ = try PictureFormat(path: plot)
    if isAlone { try PlotError.requirePlottingTool(for: plot) }
  }

  /// Draws the chart where it was asked for.
  func draw(_ chart: @autoclosure () throws -> any Chart) throws {
    guard let plot else { return }
    try chart().write(to: plot)
    StandardError.wrote(plot)
  }
}
