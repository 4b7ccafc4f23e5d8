public import ModelFiles

/// Writes the measures of a trace to a `.npy` file as they come: a float64 array with a row for
/// each row of the CSV and its columns from `log_spectral_norm` on; NaN where the CSV is empty.
public struct TraceArrayWriter: ~Copyable, Sendable {
  private let columns: TraceColumns
  private var file: NumPyRowWriter

  /// - Parameters:
  ///   - path: Where to; a file already there is replaced when all is written.
  ///   - singularValueCount: The most singular values that a row will have.
  /// - Throws: `ModelFileError` if the folder cannot be written.
  public init(to path: String, singularValueCount: Int) throws(ModelFileError) {
    columns = TraceColumns(singularValueCount: singularValueCount)
    file = try NumPyRowWriter(to: path, columnCount: singularValueCount + 2)
  }

  /// Writes a row.
  ///
  /// - Throws: `ModelFileError`, such as for a full disk.
  public mutating func append(_ row: some MeasuredRow) throws(ModelFileError) {
    try file.append(columns.values(of: row).map { $0 ?? .nan })
  }

  /// Makes the file appear under its name.
  ///
  /// - Throws: `ModelFileError`; then nothing is left behind.
  public consuming func finish() throws(ModelFileError) { try file.finish() }
}
