import Foundation

/// Where the bytes meant for a path really go.
enum OutputPath: Equatable {
  /// A regular file, which exists or not; symbolic links are followed.
  case file(String)

  /// A pipe, a device or a socket that exists.
  case stream(String)

  /// A file that the process has open, under the names `/dev/stdout`, `/dev/fd/3` and the like.
  case openDescriptor(Int32)

  /// - Throws: `ModelFileError` – `.isDirectory`, `.notWritable`.
  static func resolve(_ path: String) throws(ModelFileError) -> OutputPath {
    if let number = descriptor(path) { return .openDescriptor(number) }
    let kind: FileKind?
    do throws(SystemError) {
      if path.isEmpty { throw SystemError(number: ENOENT) }
      kind = try FileSystem.kind(of: path)
    } catch {
      throw .notWritable(path, error)
    }
    return switch kind {
    case .directory: throw ModelFileError(.isDirectory, path: path)
    case .regular, nil: .file(target(of: path))
    case .pipe, .device, .other: .stream(path)
    }
  }

  private static func descriptor(_ path: String) -> Int32? {
    switch path {
    case "/dev/stdout": return 1
    case "/dev/stderr": return 2
    default:
      let match = path.wholeMatch(of: /\/(?:dev|proc\/self)\/fd\/(\d+)/)
      return match.flatMap { match in Int32(match.output.1) }
    }
  }

  /// The end of a chain of symbolic links, which need not exist.
  private static func target(of path: String) -> String {
    var path = path
    // The bound of the system itself; a longer chain is a circle, which opening will report.
    for _ in 0..<40 {
      guard let next = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else {
        return path
      }
      path = next.hasPrefix("/") ? next : FileSystem.folder(of: path) + next
    }
    return path
  }
}
