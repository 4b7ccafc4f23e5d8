import Synchronization

/// Files that are written and wait for others, to appear together.
final class FileGroup: Sendable {
  /// The group that files are committed to; nil where each appears at once.
  @TaskLocal static var current: FileGroup?

  private let waiting = Mutex<[Replacement]>([])

  func add(_ file: Replacement) { waiting.withLock { $0.append(file) } }

  /// Puts all of them in place.
  func commit() throws(ModelFileError) {
    try UnfinishedFiles.putInPlace(waiting.withLock { $0 })
    waiting.withLock { $0.removeAll() }
  }

  deinit { waiting.withLock { for file in $0 { file.remove() } } }
}
