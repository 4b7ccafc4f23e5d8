import DenseLinearAlgebra

/// A computed matrix together with what rounding may have put into it: to first order, the error of
/// entry (i, j) is like a random number with variance ε²·variance[i, j].
///
/// Errors of a product and of its factors add up with random signs: V(A·B) = A∘A · (V(B) + B∘B). A
/// strict bound |A|·|B| instead of it would grow by √n with every factor.
///
/// - Source: Higham and Mary 2019, "A new approach to probabilistic rounding error analysis".
struct RoundedMatrix<Scalar: LinearAlgebraScalar>: Sendable {
  private(set) var values: Matrix<Scalar>
  /// In units of ε²; nil where the values are taken as exact.
  private(set) var variance: Matrix<Scalar>?
  private var squares: BlockMatrix<Scalar>?
  private var sum = Matrix<Scalar>(rows: 0, columns: 0)

  /// Values taken as exact.
  init(_ values: Matrix<Scalar>) { self.values = values }

  /// Values each with a relative error like ε.
  init(rounded values: Matrix<Scalar>) {
    self.init(values)
    var squares = Matrix<Scalar>(rows: 0, columns: 0)
    squares.setToSquares(of: values)
    variance = squares
  }

  /// Nothing, to be written into.
  init() { self.init(Matrix(rows: 0, columns: 0)) }

  /// Becomes `factor`, or its transpose, times `other`.
  ///
  /// - Complexity: Twice that of the product.
  mutating func setToProduct(
    of factor: BlockMatrix<Scalar>, and other: RoundedMatrix, transposingLeft: Bool = false
  ) {
    sum.setToSquares(of: other.values, plus: other.variance)
    let squares = factor.squares(reusing: &squares)
    var variance = variance.take() ?? Matrix(rows: 0, columns: 0)
    if transposingLeft {
      factor.multiplyTransposed(other.values, into: &values)
      squares.multiplyTransposed(sum, into: &variance)
    } else {
      factor.multiply(other.values, into: &values)
      squares.multiply(sum, into: &variance)
    }
    self.variance = variance
    self.squares = squares
  }

  /// The product of the transpose of `selector` with this: where it only picks rows, nothing is rounded.
  func selected(by selector: BlockMatrix<Scalar>) -> RoundedMatrix {
    var result = RoundedMatrix()
    guard let rows = selector.pickedRows else {
      result.setToProduct(of: selector, and: self, transposingLeft: true)
      return result
    }
    let columns = 0..<values.columnCount
    result.values = values.submatrix(rows: rows, columns: columns)
    result.variance = variance?.submatrix(rows: rows, columns: columns)
    return result
  }

  /// Multiplies row i by `factors[i]`, a power of two, which is exact.
  mutating func scale(rows factors: [Scalar]) {
    let ones = [Scalar](repeating: 1, count: values.columnCount)
    values.scale(rows: factors, columns: ones)
    variance?.scale(rows: factors.map { $0 * $0 }, columns: ones)
  }
}
