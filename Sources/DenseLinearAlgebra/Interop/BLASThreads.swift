internal import COpenBLAS
import Synchronization

/// OpenBLAS's own threads, and what it says about itself.
///
/// The number of threads is one for the whole process. Small factorizations run many times slower
/// with two threads inside than with one, so everything here that works in parallel does so over
/// independent factorizations, each on one thread.
public enum BLASThreads {
  private static let nesting = Mutex((depth: 0, outside: 1))

  /// The number of threads that OpenBLAS uses inside one call.
  public static var count: Int {
    get { Int(openblas_get_num_threads()) }
    set { openblas_set_num_threads(Int32(newValue)) }
  }

  /// Runs `body` with one thread inside every BLAS call, for the whole process, and restores the
  /// count when the last of the bodies that overlap has ended.
  public static func withOne<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    nesting.withLock { nesting in
      if nesting.depth == 0 {
        nesting.outside = count
        if nesting.outside != 1 { count = 1 }
      }
      nesting.depth += 1
    }
    defer {
      nesting.withLock { nesting in
        nesting.depth -= 1
        if nesting.depth == 0, nesting.outside != 1 { count = nesting.outside }
      }
    }
    return try body()
  }

  /// The processor kernels that OpenBLAS chose when it was loaded, such as `SkylakeX`.
  public static var kernel: String { unsafe String(cString: openblas_get_corename()) }

  /// OpenBLAS's version and build options.
  public static var configuration: String { unsafe String(cString: openblas_get_config()) }
}
