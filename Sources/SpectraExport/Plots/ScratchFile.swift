import Foundation

/// A file without a name, for what a child process reads or writes; it needs no clearing away, and
/// unlike a pipe it never makes anyone wait.
struct ScratchFile {
  let handle: FileHandle

  init(_ text: String = "") throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try Data(text.utf8).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    handle = try FileHandle(forUpdating: url)
  }

  /// All that it holds by now.
  func text() throws -> String {
    try handle.seek(toOffset: 0)
    return String(decoding: try handle.readToEnd() ?? Data(), as: UTF8.self)
  }
}
