import Foundation

/// The lines of `file` between two markers, without the indentation of the markers.
func source(
  between first: String, _ last: String, of file: String = #filePath
) throws -> String {
  let lines = try String(contentsOfFile: file, encoding: .utf8).components(separatedBy: "\n")
  guard let begin = lines.firstIndex(of: first), let end = lines.firstIndex(of: last) else {
    throw CocoaError(.fileReadCorruptFile)
  }
  let indentation = String(first.prefix { $0 == " " })
  return lines[(begin + 1)..<end].map {
    $0.hasPrefix(indentation) ? String($0.dropFirst(indentation.count)) : $0
  }
  .joined(separator: "\n")
}

/// A document of the package, by its path from the root.
func document(_ path: String) throws -> String {
  let root = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { url, _ in
    url.deletingLastPathComponent()
  }
  return try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
}
