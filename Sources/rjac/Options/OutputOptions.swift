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

  @OptionGroup var picture: PlotOption

  @Option(
    help: ArgumentHelp(
      "Write a page that opens offline: what the numbers say in words, pictures, settings; not for"
        + " a batch; needs gnuplot.",
      valueName: "file"),
    completion: .file())
  var report: String?

  var csv: String? { table.csv }
  var plot: String? { picture.plot }

  /// Refuses to write over what is read, one file over the other, where no file can be, or under the name
  /// of another kind.
  func check(against inputs: [String]) throws {
    try table.check(
      against: inputs, npy: npy, and: [(plot, "--plot"), (report, "--report")])
    if npy == "-" {
      throw UsageError("--npy -: an array is not written to standard output; name a file")
    }
    if let npy { try OutputSuffix.npy.check(npy, option: "--npy") }
    if let report { try OutputSuffix.html.check(report, option: "--report", isRequired: true) }
    let isAlone = csv == nil && npy == nil
    try picture.check(isAlone: isAlone)
    if isAlone, let report { try PlotError.requirePlottingTool(for: report) }
  }
}
