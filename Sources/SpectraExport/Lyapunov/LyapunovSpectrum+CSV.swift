public import JacobianSpectra
public import ModelFiles

extension LyapunovSpectrum {
  /// Writes the exponents as CSV, a row each:
  ///
  ///     index,exponent,standard_error,drift
  ///
  /// RFC 4180 with a header row; nats per step in the shortest decimal that reads back the same, `-inf` for an exact
  /// zero, which has no standard error and no drift; all three are empty where an exponent is rounding noise.
  ///
  /// - Throws: `ModelFileError` if the file cannot be written; nothing is left half written.
  public func writeCSV(to path: String) throws(ModelFileError) {
    var writer = try CSVWriter(
      to: path, header: ["index", "exponent", "standard_error", "drift"])
    for (index, exponent) in exponents.enumerated() {
      let values = [exponent, standardErrors[index], drifts[index]]
      try writer.append(
        ["\(index + 1)"] + values.map { CSVWriter.field(isResolved(index) ? $0 : nil) })
    }
    try writer.finish()
  }
}
