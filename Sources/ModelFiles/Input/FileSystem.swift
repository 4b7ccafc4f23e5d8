import Foundation

/// What the system knows about paths.
enum FileSystem {
  /// The path up to the last slash, with it; empty for a name in the current folder.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return String(path[...slash])
  }

  /// The kind of the file, symbolic links followed; `nil` if nothing is there.
  static func kind(of path: String) throws(SystemError) -> FileKind? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      if errno == ENOENT { return nil }
      throw SystemError(number: errno)
    }
    return switch status.st_mode & S_IFMT {
    case S_IFREG: .regular
    case S_IFDIR: .directory
    case S_IFIFO: .pipe
    case S_IFCHR, S_IFBLK: .device
    default: .other
    }
  }

  /// Gives the file another name, in place of any file of that name, in one step.
  static func rename(_ path: String, to destination: String) throws(SystemError) {
    guard unsafe Foundation.rename(path, destination) == 0 else {
      throw SystemError(number: errno)
    }
  }

  /// Removes a file; there is nothing to be done if that fails.
  static func removeIfPossible(_ path: String) {
    _ = unsafe unlink(path)
  }

  /// Removes a folder that holds nothing; any other stays.
  static func removeFolderIfEmpty(_ path: String) {
    _ = unsafe rmdir(path)
  }
}
