/// Random numbers and matrices that are the same in every run.
///
/// - Source: Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators"
///   (SplitMix64).
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// A generator whose numbers depend on `seed` alone.
  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// 1 or -1, equally likely.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package mutating func sign<Scalar: LinearAlgebraScalar>() -> Scalar {
    Bool.random(using: &self) ? 1 : -1
  }

  /// Numbers between ½ and 3/2. Sums that they weight cancel by no coincidence, as those of few numbers of one size
  /// with random signs do.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package mutating func weights<Scalar: LinearAlgebraScalar>(_ count: Int) -> [Scalar] {
    (0..<count).map { _ in Scalar(Double.random(in: 0.5...1.5, using: &self)) }
  }

  /// Turns the signs of values, each of them or not, equally likely.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package mutating func turnSigns<Scalar: LinearAlgebraScalar>(of values: inout [Scalar]) {
    let words = (values.count + UInt64.bitWidth - 1) / UInt64.bitWidth
    let bits = (0..<words).map { _ in next() }
    unsafe bits.withUnsafeBufferPointer { bits in
      unsafe values.withUnsafeMutableBufferPointer { values in
        unsafe Scalar._vectorFunctions.turnSigns(bits.baseAddress, values.baseAddress, values.count)
      }
    }
  }

  /// A number between -`bound` and `bound`.
  public mutating func number<Scalar: LinearAlgebraScalar>(within bound: Double = 1) -> Scalar {
    Scalar(Double.random(in: -bound...bound, using: &self))
  }

  /// Numbers between -`bound` and `bound`.
  public mutating func vector<Scalar: LinearAlgebraScalar>(
    _ count: Int, within bound: Double = 1
  ) -> [Scalar] {
    (0..<count).map { _ in number(within: bound) }
  }

  /// A matrix with entries between -`bound` and `bound`.
  public mutating func matrix<Scalar: LinearAlgebraScalar>(
    _ rows: Int, _ columns: Int, within bound: Double = 1
  ) -> Matrix<Scalar> {
    Matrix(rows: rows, columns: columns, columnMajor: vector(rows * columns, within: bound))
  }

  /// A square matrix with orthonormal columns.
  ///
  /// - Throws: As ``Matrix/qrFactorization()``; random entries give it no cause.
  public mutating func orthogonal<Scalar: LinearAlgebraScalar>(
    _ size: Int
  ) throws -> Matrix<Scalar> {
    try (matrix(size, size) as Matrix<Scalar>).qrFactorization().q
  }
}
