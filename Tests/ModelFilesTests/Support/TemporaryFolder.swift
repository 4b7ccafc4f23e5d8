import Foundation

/// A folder for the files of one test, removed with the value.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "model-files-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// The path of a file that need not exist.
  func file(_ name: String) -> String {
    path + "/" + name
  }

  /// Makes a file and returns its path.
  func file(_ name: String = "file", holding bytes: [UInt8]) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
    return file(name)
  }

  func file(_ name: String = "file", holding text: String) throws -> String {
    try file(name, holding: Array(text.utf8))
  }

  /// The names in the folder, hidden ones too.
  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }
}

/// The content of a file.
func bytes(of path: String) throws -> [UInt8] {
  Array(try Data(contentsOf: URL(fileURLWithPath: path)))
}

/// The bytes of a text in base 64.
func decoded(_ base64: String) -> [UInt8] {
  guard let data = Data(base64Encoded: base64) else { preconditionFailure("not base 64") }
  return Array(data)
}
