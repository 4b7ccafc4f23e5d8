/// A temporary file and the place it will take.
struct Replacement: Sendable {
  /// The destination, as the caller named it.
  let path: String
  let temporary: String
  /// Symbolic links followed.
  let destination: String

  /// Takes the temporary file away.
  func remove() {
    FileSystem.removeIfPossible(temporary)
    UnfinishedFiles.remove(temporary)
  }
}
