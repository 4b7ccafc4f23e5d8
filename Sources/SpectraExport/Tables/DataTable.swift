public import ModelFiles

/// A table of names and numbers, as it goes to a CSV file.
public struct DataTable: Sendable, Equatable {
  /// One entry of a table.
  public enum Field: Sendable, Equatable {
    case name(String)
    case count(Int)
    /// NaN, an empty field, for what is not known.
    case number(Double)

    var text: String {
      switch self {
      case .name(let name): name
      case .count(let count): "\(count)"
      case .number(let number): CSVWriter.field(number.isNaN ? nil : number)
      }
    }
  }

  /// Their names, in order.
  public let columns: [String]
  /// A field for each column.
  public private(set) var rows: [[Field]] = []

  /// A table without rows.
  public init(columns: [String]) { self.columns = columns }

  /// Appends a row.
  ///
  /// - Precondition: It has a field for each column.
  public mutating func append(_ row: [Field]) {
    precondition(row.count == columns.count, "\(row.count) fields in \(columns.count) columns")
    rows.append(row)
  }

  /// Writes the table as CSV, RFC 4180 with a header row; numbers read back the same.
  ///
  /// - Throws: `ModelFileError` if the file cannot be written; nothing is left half written.
  public func writeCSV(to path: String) throws(ModelFileError) {
    var writer = try CSVWriter(to: path, header: columns)
    for row in rows { try writer.append(row.map(\.text)) }
    try writer.finish()
  }
}
