import DenseLinearAlgebra
import RealModule

/// A matrix times a power of two, matrix · 2^exponent: scaling is exact, and products of any length stay
/// in range.
struct ScaledMatrix<Scalar: LinearAlgebraScalar>: Sendable {
  var matrix: Matrix<Scalar>
  var exponent = 0
  /// A bound on the Frobenius norm of what products have lost below the exponent range, in units of the
  /// matrix.
  private(set) var underflow = 0.0

  init(_ matrix: Matrix<Scalar>) { self.matrix = matrix }

  /// The scale in nats.
  var logScale: Double { Double(exponent) * .log(2) }

  /// Takes the size of the largest entry into the exponent, exactly; a matrix of zeros has exponent 0.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func normalize() {
    let largest = matrix.columnMagnitudes().max() ?? 0
    if largest == 0 { exponent = 0 }
    let shift = Self.exponent(of: largest)
    guard shift != 0 else { return }
    if underflow > 0 { underflow *= Double(sign: .plus, exponent: -shift, significand: 1) }
    matrix.scaleColumns(Array(repeating: Self.power(-shift), count: matrix.columnCount))
    exponent += shift
  }

  /// The matrix became the product of `matrix` with `factor`, from either side: what had been lost grows with it, what
  /// the factor leaves unknown comes to it, and where entries may have vanished, they have.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func countUnderflow(
    ofProductOf matrix: Matrix<Scalar>, with factor: BlockMatrix<Scalar>
  ) {
    if underflow > 0 { underflow *= factor.normBound }
    countUnderflow(of: factor, times: matrix.maximumMagnitude)
    if Double(matrix.smallestMagnitude) * Double(factor.smallestMagnitude)
      < Double(Scalar.leastNormalMagnitude)
    {
      underflow += losses(of: factor) * Double(Scalar.leastNormalMagnitude)
    }
  }

  /// What the factor leaves unknown comes to the matrix, which is the factor, or its product with entries up to
  /// `largest`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func countUnderflow(
    of factor: BlockMatrix<Scalar>, times largest: @autoclosure () -> Scalar = 1
  ) {
    guard factor.underflow != nil else { return }
    underflow += losses(of: factor) * Double(Underflow<Scalar>.unit) * Double(largest())
  }

  /// The Frobenius norm of a loss of 1 in every term of a product with `factor`.
  private func losses(of factor: BlockMatrix<Scalar>) -> Double {
    Double(factor.rowCount) * Double(matrix.elements.count).squareRoot()
  }

  /// The matrix is now that of the columns or rows of `other` that a selector with entries of size 1 picks.
  mutating func inherit(from other: ScaledMatrix) {
    (exponent, underflow) = (other.exponent, 2 * other.underflow)
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
