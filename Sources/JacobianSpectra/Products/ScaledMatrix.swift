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
  mutating func normalize() {
    let largest = matrix.columnMagnitudes().max() ?? 0
    if largest == 0 { exponent = 0 }
    let shift = Self.exponent(of: largest)
    guard shift != 0 else { return }
    if underflow > 0 { underflow *= Double(sign: .plus, exponent: -shift, significand: 1) }
    matrix.scaleColumns(Array(repeating: Self.power(-shift), count: matrix.columnCount))
    exponent += shift
  }

  /// The matrix became its product with `factor`, from either side: what had been lost grows with it, what the
  /// factor leaves unknown comes to it, and where entries may have vanished, they have.
  ///
  /// - Parameters:
  ///   - smallest: That of the entries before, not zero.
  ///   - largest: That of the entries before.
  mutating func countUnderflow(
    ofProductWith factor: BlockMatrix<Scalar>, smallest: Scalar, largest: Scalar
  ) {
    let losses = Double(factor.rowCount) * Double(matrix.elements.count).squareRoot()
    if underflow > 0 { underflow *= Double(factor.frobeniusNormBound) }
    if factor.underflow != nil {
      underflow += losses * Double(Underflow<Scalar>.unit) * Double(largest)
    }
    if Double(smallest) * Double(factor.smallestMagnitude) < Double(Scalar.leastNormalMagnitude) {
      underflow += losses * Double(Scalar.leastNormalMagnitude)
    }
  }

  /// The matrix is `factor`.
  mutating func countUnderflow(of factor: BlockMatrix<Scalar>) {
    countUnderflow(ofProductWith: factor, smallest: .infinity, largest: 1)
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
