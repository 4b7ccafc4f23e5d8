import Foundation

/// A trace as CSV, taken apart.
struct Table {
  let header: [String]
  let rows: [[String]]

  init(_ text: String) {
    var lines = text.components(separatedBy: "\r\n")
    if lines.last == "" { lines.removeLast() }
    header = lines.first?.components(separatedBy: ",") ?? []
    rows = lines.dropFirst().map { $0.components(separatedBy: ",") }
  }

  /// The fields of one column.
  func column(_ name: String) -> [String] {
    guard let index = header.firstIndex(of: name) else { return [] }
    return rows.map { $0[index] }
  }
}
