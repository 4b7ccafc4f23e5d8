import Foundation
import SwiftCSV

/// Matrices in text: one row a line, numbers separated by commas, semicolons or tabs.
///
/// - Source: RFC 4180; the separator is the first of the three that the first line holds.
public enum CSVMatrix {
  /// Reads a matrix.
  ///
  /// A first line without any number is taken for the names of the columns and passed over. A
  /// first line with numbers and other words is refused: it may be damaged data.
  ///
  /// - Returns: A tensor of shape `[rows, columns]`. `nan` and `inf` are numbers here; see
  ///   ``Tensor/requireFinite(firstAxis:)``.
  /// - Throws: `ModelFileError` – `.noSuchFile`, `.isDirectory`, `.notReadable` for the file;
  ///   `.malformedText` naming line and column; `.wrongShape` for a row of another length than the
  ///   first; `.emptySequence` if there are no numbers.
  public static func read(_ path: String) throws(ModelFileError) -> Tensor {
    let contents = try InputFile.contents(of: path)
    guard var text = String(data: contents, encoding: .utf8) else {
      throw ModelFileError(
        .malformedText, path: path, expected: "text in UTF-8", found: "other bytes",
        remedy: "Save the table as CSV in UTF-8.")
    }
    // The parser drops an empty last field unless the line ends.
    if text.last?.isNewline == false { text.append("\n") }

    var rows = CSVRows(path: path)
    do {
      // No rows are kept by the parser: `enumerateAsArray` hands them over one by one.
      let table = try EnumeratedCSV(
        string: text, delimiter: .guessed(string: text), loadColumns: false, rowLimit: 0)
      try table.enumerateAsArray(startAt: 0, rowLimit: nil) { fields in rows.append(fields) }
    } catch {
      throw ModelFileError(
        .malformedText, path: path, found: "line \(rows.nextLine): \(Self.words(error))")
    }
    return try rows.tensor()
  }

  private static func words(_ error: any Error) -> String {
    switch error as? CSVParseError {
    case .quotation: "text behind a closing quotation mark"
    default: "\(error)"
    }
  }
}
