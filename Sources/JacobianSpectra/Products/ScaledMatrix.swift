import DenseLinearAlgebra

/// A matrix times a power of two, matrix · 2^exponent: for products that leave the exponent range.
struct ScaledMatrix<Scalar: LinearAlgebraScalar> {
  var matrix: Matrix<Scalar>
  var exponent = 0

  init(_ matrix: Matrix<Scalar>) { self.matrix = matrix }

  /// Takes the size of the largest column into the exponent, exactly.
  mutating func normalize() {
    let shift = Self.exponent(of: matrix.columnMagnitudes().max() ?? 0)
    guard shift != 0 else { return }
    matrix.scaleColumns(Array(repeating: Self.power(-shift), count: matrix.columnCount))
    exponent += shift
  }

  /// The exponent of a size; 0 for one near 1, and for what has none.
  static func exponent(of size: Scalar) -> Int {
    guard size.isNormal, abs(Int(size.exponent)) > 16 else { return 0 }
    return Int(size.exponent)
  }

  /// 2^exponent, zero or infinite beyond the exponent range.
  static func power(_ exponent: Int) -> Scalar {
    let limit = 2 * Int(Scalar.greatestFiniteMagnitude.exponent)
    return Scalar(
      sign: .plus, exponent: .init(min(max(exponent, -limit), limit)), significand: 1)
  }
}
