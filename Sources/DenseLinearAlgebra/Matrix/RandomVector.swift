import RealModule

/// Random vectors that are the same in every run.
///
/// - Source: Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators"
///   (SplitMix64); Box and Muller 1958 for normal numbers.
public struct RandomVector: Sendable {
  private var state: UInt64

  public init(seed: Int) { state = UInt64(bitPattern: Int64(seed)) }

  /// A vector of norm 1, its direction uniform on the sphere.
  public mutating func unit<Scalar: LinearAlgebraScalar>(_ count: Int) -> [Scalar] {
    let vector = (0..<count).map { _ in normal() }
    let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return vector.map { Scalar($0 / norm) }
  }

  private mutating func normal() -> Double {
    (-2 * Double.log(uniform())).squareRoot() * Double.cos(2 * Double.pi * uniform())
  }

  /// Uniform in (0, 1].
  private mutating func uniform() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11 + 1) / Double(1 << 53)
  }
}
