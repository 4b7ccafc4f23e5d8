import RealModule

extension SeededGenerator {
  /// A vector of norm 1, its direction uniform on the sphere.
  ///
  /// - Source: Box and Muller 1958, "A note on the generation of random normal deviates".
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func unitVector<Scalar: LinearAlgebraScalar>(_ count: Int) -> [Scalar] {
    let vector = (0..<count).map { _ in normal() }
    let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return vector.map { Scalar($0 / norm) }
  }

  private mutating func normal() -> Double {
    // Uniform in (0, 1], which has a logarithm.
    let radius = 1 - Double.random(in: 0..<1, using: &self)
    let angle = 2 * Double.pi * Double.random(in: 0..<1, using: &self)
    return (-2 * Double.log(radius)).squareRoot() * .cos(angle)
  }
}
