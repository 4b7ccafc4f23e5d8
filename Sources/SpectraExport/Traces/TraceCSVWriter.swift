public import JacobianSpectra
public import ModelFiles

/// Writes the rows of a trace.
public typealias TraceCSVWriter = MeasuredCSVWriter<TraceRow>

extension Trace {
  /// Writes the trace as CSV; see ``TraceCSVWriter``.
  ///
  /// - Throws: `ModelFileError` if the file cannot be written; nothing is left half written.
  public func writeCSV(to path: String) throws(ModelFileError) {
    var writer = try TraceCSVWriter(
      to: path, singularValueCount: rows.map(\.logSingularValues.count).max() ?? 0,
      cellEdges: cellEdges)
    for row in rows { try writer.append(row) }
    try writer.finish()
  }
}
