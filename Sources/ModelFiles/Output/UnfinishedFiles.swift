import Foundation
import Synchronization

/// The temporary files of every ``WholeFile`` under way and the folders that were made for files, so that a
/// process that is told to end can take them away.
package enum UnfinishedFiles {
  private static let paths = Mutex<Set<String>>([])
  private static let folders = Mutex<[String]>([])

  static func insert(_ path: String) { paths.withLock { _ = $0.insert(path) } }

  static func remove(_ path: String) { paths.withLock { _ = $0.remove(path) } }

  /// Has each file take its place. A process that is told to end does so before the first or after the last.
  static func putInPlace(_ files: [Replacement]) throws(ModelFileError) {
    try paths.withLock { paths throws(ModelFileError) in
      for file in files {
        do throws(SystemError) {
          try FileSystem.rename(file.temporary, to: file.destination)
        } catch {
          throw .notWritable(file.path, error)
        }
        paths.remove(file.temporary)
      }
    }
  }

  /// Has folders that were made for files taken away as well, where they are empty.
  ///
  /// - Parameter made: The innermost first.
  package static func expect(in made: [String]) { folders.withLock { $0 = made + $0 } }

  /// Takes away those of the folders that are empty, and forgets about all.
  ///
  /// - Parameter made: The innermost first.
  package static func removeEmpty(_ made: [String]) {
    folders.withLock { $0.removeAll(where: made.contains) }
    for folder in made { FileSystem.removeFolderIfEmpty(folder) }
  }

  /// Takes all of them away and ends the process at once, as after Ctrl-C.
  ///
  /// - Parameter status: The exit status.
  package static func removeAndExit(_ status: Int32) -> Never {
    paths.withLock { paths -> Never in
      // The lock is held to the end, so that no other file is begun.
      for path in paths { FileSystem.removeIfPossible(path) }
      for folder in folders.withLock({ $0 }) { FileSystem.removeFolderIfEmpty(folder) }
      _exit(status)
    }
  }
}
