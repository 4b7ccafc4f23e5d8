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

/// Calls `body` with a file cut shorter and shorter, from one byte less than whole down to none.
func forEachCut(of path: String, _ body: (_ byteCount: Int) throws -> Void) throws {
  let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
  for count in try bytes(of: path).indices.reversed() {
    try file.truncate(atOffset: UInt64(count))
    try body(count)
  }
}

/// Calls `body` with a file in which one byte has other bits, for each byte and each pattern of bits.
func forEachDamage(
  of path: String, patterns: [UInt8], _ body: (_ position: Int, _ pattern: UInt8) throws -> Void
) throws {
  let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
  func put(_ byte: UInt8, at position: Int) throws {
    try file.seek(toOffset: UInt64(position))
    try file.write(contentsOf: [byte])
  }
  for (position, byte) in try bytes(of: path).enumerated() {
    for pattern in patterns {
      try put(byte ^ pattern, at: position)
      try body(position, pattern)
    }
    try put(byte, at: position)
  }
}
