public import ModelFiles
public import RecurrentCells

/// Writes rows of measures to a CSV file as they come; the file appears when all is written.
///
///     quantity,edges,step,lag,log_spectral_norm,log_spectral_radius,log_sigma_1,…,log_sigma_N
///
/// RFC 4180 with a header row; natural logs in the shortest decimal that reads back the same,
/// `-inf` for an exact zero, empty for what was not asked for and for rounding noise. Memory does not
/// grow with the rows.
public struct MeasuredCSVWriter<Row: MeasuredRow>: ~Copyable, Sendable {
  private let columns: TraceColumns
  private let cellEdges: EdgeSet
  private var file: CSVWriter

  /// - Parameters:
  ///   - path: Where to; a file already there is replaced when all is written.
  ///   - singularValueCount: N, the most singular values that a row will have.
  ///   - cellEdges: The edges that the cell has, for the names of edge sets.
  /// - Throws: `ModelFileError` if the folder cannot be written.
  public init(
    to path: String, singularValueCount: Int, cellEdges: EdgeSet
  ) throws(ModelFileError) {
    let columns = TraceColumns(singularValueCount: singularValueCount)
    self.columns = columns
    self.cellEdges = cellEdges
    file = try CSVWriter(to: path, header: Row.placeColumns + columns.names)
  }

  /// Writes a row.
  ///
  /// - Throws: `ModelFileError`, such as for a full disk.
  public mutating func append(_ row: Row) throws(ModelFileError) {
    try file.append(
      row.place(among: cellEdges) + columns.values(of: row).map(CSVWriter.field))
  }

  /// Makes the file appear under its name.
  ///
  /// - Throws: `ModelFileError`; then nothing is left behind.
  public consuming func finish() throws(ModelFileError) { try file.finish() }
}
