import ModelFiles

/// Writes records to a CSV file as they come; the file appears when all is written.
///
/// RFC 4180 with a header row; fields are names and numbers, which need no quotes.
struct CSVWriter: ~Copyable {
  private var file: WholeFile

  init(to path: String, header: [String]) throws(ModelFileError) {
    var file = try WholeFile(path)
    try file.write(Self.record(header))
    self.file = file
  }

  mutating func append(_ fields: [String]) throws(ModelFileError) {
    try file.write(Self.record(fields))
  }

  consuming func finish() throws(ModelFileError) { try file.commit() }

  private static func record(_ fields: [String]) -> String {
    fields.joined(separator: ",") + "\r\n"
  }

  /// A number in the shortest decimal that reads back the same; empty for nil.
  static func field(_ number: Double?) -> String { number.map { "\($0)" } ?? "" }
}
