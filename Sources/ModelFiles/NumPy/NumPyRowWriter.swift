/// Writes a matrix to a `.npy` file row by row; how many rows there are need be known only at the
/// end. Memory does not grow with the rows.
///
/// ``finish()`` makes the file appear, whole; without it nothing is left behind.
public struct NumPyRowWriter: ~Copyable, Sendable {
  /// Rows appended so far.
  public private(set) var rowCount = 0

  /// Numbers in a row.
  public let columnCount: Int

  private var file: WholeFile

  /// - Parameters:
  ///   - path: Where to; a file already there is replaced when all is written. It cannot be a
  ///     pipe or a device: the row count goes back to the beginning of the file.
  ///   - columnCount: Numbers in a row.
  /// - Throws: `ModelFileError` – `.notWritable`, `.isDirectory`.
  /// - Precondition: `columnCount` is 0 or more.
  public init(to path: String, columnCount: Int) throws(ModelFileError) {
    precondition(columnCount >= 0, "\(columnCount) columns")
    var file = try WholeFile(path)
    guard file.isReplacing else {
      throw ModelFileError(
        .notWritable, path: path, expected: "a regular file", found: "a pipe or a device",
        remedy: "Name a file for it.")
    }
    try file.write(NumPyHeader.bytes(shape: [0, columnCount]))
    self.columnCount = columnCount
    self.file = file
  }

  /// Writes a row.
  ///
  /// - Throws: `ModelFileError` – `.notWritable`, such as for a full disk.
  /// - Precondition: `row` has `columnCount` numbers.
  public mutating func append(_ row: [Double]) throws(ModelFileError) {
    precondition(row.count == columnCount, "\(row.count) numbers in a row of \(columnCount)")
    try file.write(ElementBytes.littleEndian(row[...]))
    rowCount += 1
  }

  /// Notes the row count in the header and makes the file appear under its name.
  ///
  /// - Throws: `ModelFileError` – `.notWritable`; then nothing is left behind.
  public consuming func finish() throws(ModelFileError) {
    try file.replaceBeginning(with: NumPyHeader.bytes(shape: [rowCount, columnCount]))
    try file.commit()
  }
}
