import Foundation

/// Opening files to read, with errors that name the cause.
///
/// Only regular files: a pipe can be read once, and readers look twice (first at the format).
enum InputFile {
  /// The whole content, mapped, so that only the parts used are read.
  ///
  /// The file must not be cut short while it is in use.
  static func contents(of path: String) throws(ModelFileError) -> Data {
    try requireReadable(path)
    do {
      // On Linux Foundation never holds mapping for safe, and would read all.
      return try Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
    } catch {
      throw ModelFileError(.notReadable, path: path, found: error.localizedDescription)
    }
  }

  /// Passes if there is a regular file that the system lets be read.
  static func requireReadable(_ path: String) throws(ModelFileError) {
    try requireRegular(path)
    do {
      _ = try FileDescriptor(reading: path)
    } catch {
      throw unreadable(path, error)
    }
  }

  /// The first bytes, at most `limit`.
  static func prefix(of path: String, atMost limit: Int) throws(ModelFileError) -> [UInt8] {
    try requireRegular(path)
    do {
      return try FileDescriptor(reading: path).read(atMost: limit)
    } catch {
      throw unreadable(path, error)
    }
  }

  /// Calls `body` with the bytes in turn, a bounded piece at a time.
  static func forEachPiece(
    of path: String, _ body: ([UInt8]) -> Void
  ) throws(ModelFileError) {
    try requireRegular(path)
    do {
      let file = try FileDescriptor(reading: path)
      while true {
        let piece = try file.read(atMost: 1 << 20)
        if piece.isEmpty { return }
        body(piece)
      }
    } catch {
      throw unreadable(path, error)
    }
  }

  private static func requireRegular(_ path: String) throws(ModelFileError) {
    let kind: FileKind?
    do {
      kind = try FileSystem.kind(of: path)
    } catch {
      throw unreadable(path, error)
    }
    switch kind {
    case .regular: return
    case .directory: throw ModelFileError(.isDirectory, path: path)
    case nil: throw noSuchFile(path)
    case let kind?:
      throw ModelFileError(
        .notReadable, path: path, expected: FileKind.regular.words, found: kind.words,
        remedy: "Write the data to a file first.")
    }
  }

  private static func unreadable(_ path: String, _ error: SystemError) -> ModelFileError {
    if error.number == ENOTDIR || error.number == ENOENT { return noSuchFile(path) }
    return ModelFileError(.notReadable, path: path, found: error.reason)
  }

  private static func noSuchFile(_ path: String) -> ModelFileError {
    ModelFileError(
      .noSuchFile, path: path, remedy: "Check the spelling and the folder it is looked for in.")
  }
}
