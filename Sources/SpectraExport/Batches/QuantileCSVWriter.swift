import JacobianSpectra
public import ModelFiles
public import RecurrentCells

/// Writes quantiles over a batch to a CSV file as they come; the file appears when all is written.
///
///     quantile,quantity,edges,step,lag,sequence_count,log_spectral_norm,log_spectral_radius,log_sigma_1,…
///
/// The columns are those of ``TraceCSVWriter``; `step` may be `end`.
public struct QuantileCSVWriter: ~Copyable {
  private let columns: TraceColumns
  private let cellEdges: EdgeSet
  private var file: CSVWriter

  /// - Parameters:
  ///   - path: Where to; a file already there is replaced when all is written.
  ///   - singularValueCount: The most singular values that a row will have.
  ///   - cellEdges: The edges that the cell has, for the names of edge sets.
  /// - Throws: `ModelFileError` if the folder cannot be written.
  public init(
    to path: String, singularValueCount: Int, cellEdges: EdgeSet
  ) throws(ModelFileError) {
    self.cellEdges = cellEdges
    let columns = TraceColumns(singularValueCount: singularValueCount)
    self.columns = columns
    file = try CSVWriter(
      to: path,
      header: ["quantile", "quantity", "edges", "step", "lag", "sequence_count"]
        + columns.measureNames)
  }

  /// Whether a file will be put in place; otherwise rows go to a pipe or a device.
  public var isReplacing: Bool { file.isReplacing }

  /// Writes a row.
  ///
  /// - Throws: `ModelFileError`, such as for a full disk.
  public mutating func append(_ row: QuantileRow) throws(ModelFileError) {
    try file.append(
      [
        "\(row.quantile)", row.series.quantity.rawValue,
        row.series.edges.name(among: cellEdges), "\(row.step)", "\(row.lag)",
        "\(row.sequenceCount)",
      ] + columns.values(of: row).map(CSVWriter.field))
  }

  /// Makes the file appear under its name.
  public consuming func finish() throws(ModelFileError) { try file.finish() }
}
