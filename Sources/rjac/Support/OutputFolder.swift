import Foundation
import RecurrentJacobians

/// The folder that a command with several files writes to.
struct OutputFolder {
  /// Those that were not there before, the innermost first.
  private let made: [String]

  /// Makes the folder if it is missing.
  ///
  /// - Throws: `ModelFileError` that says why it cannot be made.
  init(_ path: String) throws {
    var missing: [String] = []
    var folder = URL(fileURLWithPath: path)
    while folder.path != "/", !FileManager.default.fileExists(atPath: folder.path) {
      missing.append(folder.path)
      folder.deleteLastPathComponent()
    }
    made = missing
    UnfinishedFiles.expect(in: made)
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      removeIfEmpty()
      let isFolder = try? folder.resolvingSymlinksInPath()
        .resourceValues(forKeys: [.isDirectoryKey]).isDirectory
      throw ModelFileError(
        .notWritable, path: path,
        found: isFolder == false
          ? "\(folder.relativePath) is a file, not a folder" : Self.reason(of: error),
        remedy: "Choose another folder with --output.")
    }
  }

  /// The system's words, as they stand in a sentence.
  private static func reason(of error: any Error) -> String {
    let reason = error.localizedDescription
    return reason.hasSuffix(".") ? String(reason.dropLast()) : reason
  }

  /// Takes away what was made and holds nothing.
  func removeIfEmpty() { UnfinishedFiles.removeEmpty(made) }
}
