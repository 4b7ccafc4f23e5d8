internal import COpenBLAS
internal import CVectorMath
import Synchronization

/// OpenBLAS and LAPACK as they run here: their threads, and what they say about themselves.
///
/// The number of threads is one for the whole process. Small factorizations run many times slower
/// with two threads inside than with one, so everything here that works in parallel does so over
/// independent factorizations, each on one thread.
public enum LinearAlgebraBackend {
  private static let nesting = Mutex((depth: 0, outside: 1))

  /// The number of threads that OpenBLAS uses inside one call.
  public static var threadCount: Int {
    get { Int(openblas_get_num_threads()) }
    set { openblas_set_num_threads(Int32(newValue)) }
  }

  /// Lets the C library keep up to 64 MB of freed memory for each thread, once for the process. By
  /// default it gives memory back to the system after every few matrices and fetches it anew, page by
  /// page, which takes a fifth of the time at 256 units.
  private static let keptMemory: Void = keep_freed_memory(32 << 20, 64 << 20)

  /// Runs `body` with one thread inside every BLAS call, for the whole process, and restores the
  /// count when the last of the bodies that overlap has ended.
  ///
  /// With glibc, up to 64 MB of freed memory for each thread stay with the process from then on.
  ///
  /// - Throws: What `body` throws.
  public static func withOneThread<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    keptMemory
    nesting.withLock { nesting in
      if nesting.depth == 0 {
        nesting.outside = threadCount
        if nesting.outside != 1 { threadCount = 1 }
      }
      nesting.depth += 1
    }
    defer {
      nesting.withLock { nesting in
        nesting.depth -= 1
        if nesting.depth == 0, nesting.outside != 1 { threadCount = nesting.outside }
      }
    }
    return try body()
  }

  /// The processor kernels that OpenBLAS runs, such as `SkylakeX`.
  ///
  /// It chooses them when it is loaded. On a processor that it does not know it takes some that are a quarter
  /// as fast; then those that fit the processor's registers take their place, unless `OPENBLAS_CORETYPE` is set.
  public static var kernel: String { unsafe String(cString: openblas_get_corename()) }

  /// OpenBLAS's version and build options.
  public static var configuration: String { unsafe String(cString: openblas_get_config()) }

  /// LAPACK's version.
  public static var lapackVersion: String {
    var (major, minor, patch) = (Int32(0), Int32(0), Int32(0))
    unsafe LAPACKE_ilaver(&major, &minor, &patch)
    return "\(major).\(minor).\(patch)"
  }
}
