import Foundation
import SwiftCSV

/// Text in records of fields, separated by commas, semicolons or tabs.
///
/// - Source: RFC 4180; the separator is the first of the three that the first line holds.
public enum CSVRecords {
  /// Calls `body` with the fields of each record and the line that it begins on, from 1.
  ///
  /// - Returns: Whether the last line is ended, which it is not where the file was cut inside it.
  /// - Throws: `ModelFileError` – `.noSuchFile`, `.isDirectory`, `.notReadable` for the file;
  ///   `.malformedText` for other bytes than UTF-8 and wrong quotation marks.
  @discardableResult
  public static func forEach(
    of path: String, _ body: (_ fields: [String], _ line: Int) -> Void
  ) throws(ModelFileError) -> Bool {
    let contents = try InputFile.contents(of: path)
    guard var text = String(data: contents, encoding: .utf8) else {
      throw ModelFileError(
        .malformedText, path: path, expected: "text in UTF-8",
        found: StrayByte(in: contents)?.words ?? "other bytes", remedy: StrayByte.remedy)
    }
    // The parser drops an empty last field unless the line ends.
    let isEnded = text.last?.isNewline ?? true
    if !isEnded { text.append("\n") }

    var line = 1
    do {
      // No rows are kept by the parser: `enumerateAsArray` hands them over one by one.
      let table = try EnumeratedCSV(
        string: text, delimiter: .guessed(string: text), loadColumns: false, rowLimit: 0)
      try withoutActuallyEscaping(body) { body in
        try table.enumerateAsArray(startAt: 0, rowLimit: nil) { fields in
          body(fields, line)
          line += 1 + fields.reduce(0) { $0 + $1.count(where: \.isNewline) }
        }
      }
    } catch {
      throw ModelFileError(.malformedText, path: path, found: "line \(line): \(words(error))")
    }
    return isEnded
  }

  private static func words(_ error: any Error) -> String {
    switch error as? CSVParseError {
    case .quotation: "text behind a closing quotation mark"
    default: "\(error)"
    }
  }
}
