public import JacobianSpectra
public import ModelFiles

/// Writes the exponents of a spectrum to a CSV file, a row each; the file appears when all is written.
///
///     index,exponent,standard_error,drift
///
/// RFC 4180 with a header row; nats per step in the shortest decimal that reads back the same, `-inf` for an exact
/// zero, which has no standard error and no drift; all three are empty where an exponent is rounding noise.
public struct LyapunovCSVWriter: ~Copyable {
  private var file: CSVWriter

  /// - Parameter path: Where to; a file already there is replaced when all is written.
  /// - Throws: `ModelFileError` if the folder cannot be written.
  public init(to path: String) throws(ModelFileError) {
    file = try CSVWriter(to: path, header: ["index", "exponent", "standard_error", "drift"])
  }

  /// Whether a file will be put in place; otherwise rows go to a pipe or a device.
  public var isReplacing: Bool { file.isReplacing }

  public mutating func append(_ spectrum: LyapunovSpectrum) throws(ModelFileError) {
    for (index, exponent) in spectrum.exponents.enumerated() {
      let values = [exponent, spectrum.standardErrors[index], spectrum.drifts[index]]
      try file.append(
        ["\(index + 1)"] + values.map { CSVWriter.field(spectrum.isResolved(index) ? $0 : nil) })
    }
  }

  /// Makes the file appear under its name.
  public consuming func finish() throws(ModelFileError) { try file.finish() }
}

extension LyapunovSpectrum {
  /// Writes the exponents as CSV; see ``LyapunovCSVWriter``.
  ///
  /// - Throws: `ModelFileError` if the file cannot be written; nothing is left half written.
  public func writeCSV(to path: String) throws(ModelFileError) {
    var writer = try LyapunovCSVWriter(to: path)
    try writer.append(self)
    try writer.finish()
  }
}
