public import JacobianSpectra
public import ModelFiles
import RecurrentCells

/// Writes rows of a ledger to a CSV file as they come; the file appears when all is written.
///
///     quantity,step,lag,log_spectral_norm,share_carry,…,share_hops_0,…,log_norm_carry,…
///
/// RFC 4180 with a header row; natural logs in the shortest decimal that reads back the same, `-inf`
/// for an exact zero, empty for what may have vanished below the exponent range or is rounding noise;
/// shares are empty where the whole is exactly zero or not known. Memory does not grow with the rows.
public struct LedgerCSVWriter: ~Copyable, Sendable {
  private var file: CSVWriter
  private let parts: [LedgerPart]

  /// - Parameters:
  ///   - path: Where to; a file already there is replaced when all is written.
  ///   - parts: The parts of every row.
  /// - Throws: `ModelFileError` if the folder cannot be written.
  public init(to path: String, parts: [LedgerPart]) throws(ModelFileError) {
    self.parts = parts
    file = try CSVWriter(
      to: path,
      header: ["quantity", "step", "lag", "log_spectral_norm"]
        + parts.map { "share_\($0.name)" } + parts.map { "log_norm_\($0.name)" })
  }

  /// Writes a row.
  ///
  /// - Precondition: It has the parts that the file has.
  /// - Throws: `ModelFileError`, such as for a full disk.
  public mutating func append(_ row: LedgerRow) throws(ModelFileError) {
    precondition(
      row.entries.map(\.part) == parts, "a row of the parts \(row.entries.map(\.part.name))")
    try file.append(
      [row.quantity.rawValue, "\(row.step)", "\(row.lag)", CSVWriter.field(row.logSpectralNorm)]
        + row.entries.map { CSVWriter.field($0.share) }
        + row.entries.map { CSVWriter.field($0.logNorm) })
  }

  /// Makes the file appear under its name.
  ///
  /// - Throws: `ModelFileError`; then nothing is left behind.
  public consuming func finish() throws(ModelFileError) { try file.finish() }
}

extension Ledger {
  /// Writes the ledger as CSV; see ``LedgerCSVWriter``.
  ///
  /// - Throws: `ModelFileError` if the file cannot be written; nothing is left half written.
  public func writeCSV(to path: String) throws(ModelFileError) {
    var writer = try LedgerCSVWriter(to: path, parts: parts)
    for row in rows { try writer.append(row) }
    try writer.finish()
  }
}
