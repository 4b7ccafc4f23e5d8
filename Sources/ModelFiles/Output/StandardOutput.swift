import Foundation

/// What was printed, on its way out.
public enum StandardOutput {
  /// Waits until all that was printed has been taken.
  ///
  /// - Throws: `ModelFileError` – `.notWritable`, such as for a full disk. A reader that went away is no
  ///   error: what it had no use for is lost.
  public static func finish() throws(ModelFileError) {
    guard fflush(nil) != 0, errno != EPIPE else { return }
    throw .notWritable("standard output", SystemError(number: errno))
  }
}
