import ArgumentParser
import RecurrentJacobians

/// The files that a trace is written to.
struct OutputOptions: ParsableArguments {
  @OptionGroup var table: CSVOption

  @Option(
    help: ArgumentHelp(
      "Write the measures as a NumPy array: the columns of the CSV from log_spectral_norm on, NaN where it is empty.",
      valueName: "file"),
    completion: .file())
  var npy: String?

  @Option(
    help: ArgumentHelp(
      "Draw what was traced, SVG or PNG by the suffix: all singular values over the lag for one step,"
        + " norms over step and lag for several, norm and radius over time for one lag; needs"
        + " gnuplot.",
      valueName: "file"),
    completion: .file())
  var plot: String?

  @Option(
    help: ArgumentHelp(
      "Write a page that opens offline: what the numbers say in words, pictures, settings; not for"
        + " a batch; needs gnuplot.",
      valueName: "file"),
    completion: .file())
  var report: String?

  var csv: String? { table.csv }

  /// Refuses to write over what is read, one file over the other, where no file can be, or under the name
  /// of another kind.
  func check(against inputs: [String]) throws {
    try table.check(
      against: inputs, and: [(npy, "--npy"), (plot, "--plot"), (report, "--report")])
    if npy == "-" {
      throw UsageError("--npy -: an array is not written to standard output; name a file")
    }
    if let npy { try OutputSuffix.npy.check(npy, option: "--npy") }
    if let report { try OutputSuffix.html.check(report, option: "--report", isRequired: true) }
    if let plot { _ = try PictureFormat(path: plot) }
    // Without it numbers are still written; where none are, it is better said before what takes long.
    if csv == nil, npy == nil, let picture = plot ?? report {
      try PlotError.requirePlottingTool(for: picture)
    }
  }
}
