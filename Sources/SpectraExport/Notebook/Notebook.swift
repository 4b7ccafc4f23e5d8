import ModelFiles

/// A Jupyter notebook that has not been run, as nbformat 4.5 has it.
public struct Notebook: Sendable, Equatable, Encodable {
  /// A part of it.
  public enum Cell: Sendable, Equatable {
    case markdown(String)
    /// Python.
    case code(String)
  }

  /// Text and code, in order.
  public var cells: [Cell]

  /// A notebook of these cells.
  public init(cells: [Cell]) { self.cells = cells }

  /// Writes the notebook.
  ///
  /// - Throws: `ModelFileError` if it cannot be written; nothing is left half written.
  public func write(to path: String) throws {
    var file = try WholeFile(path)
    try file.write(try JSONText.of(self))
    try file.commit()
  }

  /// `text` as a string in Python.
  public static func quoted(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar in
      switch scalar {
      case "\"", "\\": "\\\(scalar)"
      case "\n": "\\n"
      case "\r": "\\r"
      default: String(scalar)
      }
    }
    return "\"\(escaped.joined())\""
  }

  private enum Key: String, CodingKey {
    case cells, metadata, nbformat, kernelspec, language, name, id, outputs, source
    case minorFormat = "nbformat_minor"
    case displayName = "display_name"
    case cellType = "cell_type"
    case executionCount = "execution_count"
  }

  public func encode(to encoder: any Encoder) throws {
    var notebook = encoder.container(keyedBy: Key.self)
    try notebook.encode(4, forKey: .nbformat)
    try notebook.encode(5, forKey: .minorFormat)
    var metadata = notebook.nestedContainer(keyedBy: Key.self, forKey: .metadata)
    var kernel = metadata.nestedContainer(keyedBy: Key.self, forKey: .kernelspec)
    try kernel.encode("Python 3", forKey: .displayName)
    try kernel.encode("python", forKey: .language)
    try kernel.encode("python3", forKey: .name)
    var list = notebook.nestedUnkeyedContainer(forKey: .cells)
    for (index, cell) in cells.enumerated() {
      var entry = list.nestedContainer(keyedBy: Key.self)
      try entry.encode("cell-\(index + 1)", forKey: .id)
      _ = entry.nestedContainer(keyedBy: Key.self, forKey: .metadata)
      switch cell {
      case .markdown(let text):
        try entry.encode("markdown", forKey: .cellType)
        try entry.encode(text, forKey: .source)
      case .code(let text):
        try entry.encode("code", forKey: .cellType)
        try entry.encode(text, forKey: .source)
        try entry.encodeNil(forKey: .executionCount)
        try entry.encode([String](), forKey: .outputs)
      }
    }
  }
}
