public import JacobianSpectra
public import ModelFiles
import RecurrentCells

extension Sensitivity {
  /// Writes the norms as CSV:
  ///
  ///     step,lag,log_norm_weight_ih.inputGate,…
  ///
  /// RFC 4180 with a header row; natural logs, `-inf` for an exact zero, empty for what may have
  /// vanished below the exponent range, or is rounding noise.
  ///
  /// - Throws: `ModelFileError` if the file cannot be written; nothing is left half written.
  public func writeCSV(to path: String) throws(ModelFileError) {
    var writer = try CSVWriter(
      to: path, header: ["step", "lag"] + blocks.map { "log_norm_\($0.name)" })
    for row in rows {
      try writer.append(["\(row.step)", "\(row.lag)"] + row.logNorms.map(CSVWriter.field))
    }
    try writer.finish()
  }
}
