/// Scratch memory that LAPACK calls share. It grows to the largest call and stays.
///
/// Not shared between threads: each worker has one of its own.
public struct LAPACKWorkspace<Scalar: LinearAlgebraScalar>: Sendable {
  private var scalars: [Scalar] = []
  private var integers: [Int32] = []

  public init() {}

  /// Calls a routine with room for `count` scalars.
  mutating func withScratch<Result>(
    _ count: Int, _ routine: (UnsafeMutablePointer<Scalar>) -> Result
  ) -> Result {
    if scalars.count < max(1, count) { scalars = Array(repeating: 0, count: max(1, count)) }
    return unsafe scalars.withUnsafeMutableBufferPointer { unsafe routine($0.baseAddress!) }
  }

  /// Calls a LAPACK routine twice: for the size of its workspace, then with that workspace and
  /// `integerCount` integers, zero at the first use.
  ///
  /// - Returns: LAPACK's `info`, which is not negative: a refused argument is a mistake here.
  mutating func call(
    integerCount: Int = 0,
    _ routine: (
      _ work: UnsafeMutablePointer<Scalar>, _ size: Int32, _ integers: UnsafeMutablePointer<Int32>
    ) -> Int32
  ) -> Int {
    if integers.count < max(1, integerCount) {
      integers = Array(repeating: 0, count: max(1, integerCount))
    }
    let info = unsafe integers.withUnsafeMutableBufferPointer { integers in
      var size: Scalar = 0
      _ = unsafe routine(&size, -1, integers.baseAddress!)
      // Beyond 2²⁴ a `Float` may have been rounded down.
      let needed = max(1, Int(size.nextUp.rounded(.up)))
      if scalars.count < needed { scalars = Array(repeating: 0, count: needed) }
      let count = Int32(clamping: scalars.count)
      return unsafe scalars.withUnsafeMutableBufferPointer {
        unsafe routine($0.baseAddress!, count, integers.baseAddress!)
      }
    }
    precondition(info >= 0, "LAPACK refused argument \(-info)")
    return Int(info)
  }
}
