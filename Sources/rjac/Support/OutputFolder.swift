import Foundation
import RecurrentJacobians

/// The folder that a command with several files writes to.
enum OutputFolder {
  /// Makes the folder if it is missing.
  ///
  /// - Throws: `ModelFileError` that says why it cannot be made.
  static func make(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      let reason = error.localizedDescription
      throw ModelFileError(
        .notWritable, path: path,
        found: reason.hasSuffix(".") ? String(reason.dropLast()) : reason,
        remedy: "Choose another folder with --output.")
    }
  }
}
