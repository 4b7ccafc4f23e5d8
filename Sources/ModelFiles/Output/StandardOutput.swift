import Foundation

/// What was printed, on its way out.
package enum StandardOutput {
  /// Waits until all that was printed has been taken.
  ///
  /// - Throws: `ModelFileError` – `.notWritable`, such as for a full disk, `.readerGone`.
  package static func finish() throws(ModelFileError) {
    guard fflush(nil) != 0 else { return }
    throw .notWritable("standard output", SystemError(number: errno))
  }
}
