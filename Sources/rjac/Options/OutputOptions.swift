import ArgumentParser

/// The files that a trace is written to.
struct OutputOptions: ParsableArguments {
  @OptionGroup var table: CSVOption

  @Option(
    help: ArgumentHelp(
      "Write the measures as a NumPy array: the columns of the CSV from log_spectral_norm on.",
      valueName: "file"),
    completion: .file())
  var npy: String?

  var csv: String? { table.csv }

  /// Refuses to write over what is read, or one file over the other.
  func check(against inputs: [String]) throws {
    try table.check(against: inputs, and: (npy, "--npy"))
  }
}
