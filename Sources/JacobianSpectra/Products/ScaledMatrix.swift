import DenseLinearAlgebra
import RealModule

/// A matrix times a power of two, matrix · 2^exponent: scaling is exact, and products of any length stay
/// in range.
struct ScaledMatrix<Scalar: LinearAlgebraScalar>: Sendable {
  var matrix: Matrix<Scalar>
  var exponent = 0

  init(_ matrix: Matrix<Scalar>) { self.matrix = matrix }

  /// The scale in nats.
  var logScale: Double { Double(exponent) * .log(2) }

  /// Takes the size of the largest entry into the exponent, exactly; a matrix of zeros has exponent 0.
  mutating func normalize() {
    let largest = matrix.columnMagnitudes().max() ?? 0
    if largest == 0 { exponent = 0 }
    let shift = Self.exponent(of: largest)
    guard shift != 0 else { return }
    matrix.scaleColumns(Array(repeating: Self.power(-shift), count: matrix.columnCount))
    exponent += shift
  }

  /// The exponent of a size, as far as its inverse is in range; 0 for one near 1, and for what has none.
  static func exponent(of size: Scalar) -> Int {
    guard size > 0, size.isFinite, abs(Int(size.exponent)) > 16 else { return 0 }
    let reach = Int(Scalar.greatestFiniteMagnitude.exponent) - 1
    return min(max(Int(size.exponent), -reach), reach)
  }

  /// 2^exponent, zero or infinite beyond the exponent range.
  static func power(_ exponent: Int) -> Scalar {
    let limit = 2 * Int(Scalar.greatestFiniteMagnitude.exponent)
    return Scalar(
      sign: .plus, exponent: .init(min(max(exponent, -limit), limit)), significand: 1)
  }
}
