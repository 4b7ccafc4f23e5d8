/// Matrices in text: one row a line, numbers separated by commas, semicolons or tabs.
///
/// - Source: RFC 4180; the separator is the first of the three that the first line holds.
public enum CSVMatrix {
  /// Reads a matrix.
  ///
  /// A first line without any number is taken for the names of the columns and passed over. A
  /// first line with numbers and other words, or without a name, is refused: it may be damaged data.
  ///
  /// - Returns: A tensor of shape `[rows, columns]`. `nan` and `inf` are numbers here; see
  ///   ``Tensor/requireFinite(firstAxis:remedy:)``.
  /// - Throws: `ModelFileError` – `.noSuchFile`, `.isDirectory`, `.notReadable` for the file;
  ///   `.malformedText` naming line and column; `.wrongShape` for a row of another length than the
  ///   first; `.emptySequence` if there are no numbers.
  public static func read(_ path: String) throws(ModelFileError) -> Tensor {
    var rows = CSVRows(path: path)
    try CSVRecords.forEach(of: path) { fields, line in rows.append(fields, line: line) }
    return try rows.tensor()
  }
}
