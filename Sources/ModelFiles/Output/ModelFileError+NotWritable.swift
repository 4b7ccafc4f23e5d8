import Foundation

extension ModelFileError {
  /// The system's refusal to write, with what the user can do about it.
  static func notWritable(_ path: String, _ error: SystemError) -> ModelFileError {
    let folder = FileSystem.folder(of: path)
    let remedy: String? =
      switch error.number {
      case ENOENT where path.isEmpty: "Give the file a name."
      case ENOENT: "Make the folder \(folder) first."
      case ENOTDIR: "Choose a folder; a part of \(folder) is a file."
      case EACCES, EPERM, EROFS: "Choose a folder that you may write to."
      case ENOSPC, EDQUOT: "Free some space or choose another disk."
      default: nil
      }
    return ModelFileError(
      error.number == EPIPE ? .readerGone : .notWritable, path: path, found: error.reason,
      remedy: remedy)
  }
}
