public import DenseLinearAlgebra
import RealModule

/// The right-hand part diag(e^ℓ)·L of a product that is kept as X·diag(e^ℓ)·L: rows of norm 1 and,
/// apart from them, their scales as natural logs, so that nothing can overflow or underflow.
public struct GradedRows<Scalar: LinearAlgebraScalar>: Sendable {
  /// ℓ, in nats.
  public internal(set) var logScales: [Double]
  /// L, rows of norm 1; shape [logScales.count, columnCount].
  public internal(set) var rows: Matrix<Scalar>

  /// The identity of `count` rows.
  public init(identity count: Int) {
    logScales = Array(repeating: 0, count: count)
    rows = .identity(count)
  }

  init(logScales: [Double], rows: Matrix<Scalar>) {
    self.logScales = logScales
    self.rows = rows
  }

  /// The number of columns. Where there are fewer rows, singular values are exactly zero.
  public var columnCount: Int { rows.columnCount }

  /// Absorbs `factor` (B) from the left: B·diag(e^ℓ)·L = X·diag(e^ℓ')·L'.
  ///
  /// X = B·R⁻¹ with the triangle R of a pivoted QR of B, not the Q of that factorization: each row of
  /// X has an error relative to itself, while an explicit Q carries ε in every entry, which drowns
  /// what small rows say of directions of small scale. Rows are sorted by size for the same reason.
  /// Exactly zero rows (inactive units) lower the rank.
  ///
  /// - Returns: X, orthonormal to about ε·κ(B); shape [rows of B, rank].
  /// - Throws: ``LinearAlgebraError`` if an entry is not finite.
  /// - Complexity: a pivoted QR of B and two triangular products.
  /// - Source: Cox and Higham 1998, "Stability of Householder QR factorization for weighted least
  ///   squares problems", for the order of rows.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func absorb(
    _ factor: Matrix<Scalar>, workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> Matrix<Scalar> {
    let sorted = try sortedRows(of: factor)
    let triangle = try PivotedTriangle(
      of: sorted.matrix, logScales: sorted.logScales, order: .pivoted, workspace: &workspace)
    take(triangle)
    var basis = sorted.matrix.columns(Array(triangle.pivots.prefix(triangle.logScales.count)))
    basis.divideFromRight(byUpperTriangular: triangle.triangle)
    var scattered = Matrix<Scalar>(rows: 0, columns: 0)
    scattered.setToScattered(
      basis, columns: basis.columnCount, rows: factor.rowCount, order: sorted.order)
    return scattered
  }

  /// Absorbs `factor` as the last one: the singular values stay, the directions on the left are gone.
  ///
  /// - Complexity: a QR of B and a triangular product.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func absorbLast(
    _ factor: Matrix<Scalar>, workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) {
    let sorted = try sortedRows(of: factor)
    take(
      try PivotedTriangle(
        of: sorted.matrix, logScales: sorted.logScales, order: .bySize, workspace: &workspace))
  }

  /// The rows of `factor` that are not zero in descending order of size, with columns scaled to
  /// size 1 by powers of two and the scales that make up for it.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private func sortedRows(
    of factor: Matrix<Scalar>
  ) throws(LinearAlgebraError) -> (matrix: Matrix<Scalar>, logScales: [Double], order: [Int]) {
    precondition(
      factor.columnCount == logScales.count,
      "\(factor.columnCount) columns for \(logScales.count) scales")
    try factor.requireFinite("geqp3")
    let sizes = factor.rowMagnitudes()
    let order = sizes.indices.filter { sizes[$0] > 0 }.sorted { sizes[$0] > sizes[$1] }
    let largest = -Scalar.leastNormalMagnitude.exponent
    let exponents = factor.columnMagnitudes().map { $0 > 0 ? max($0.exponent, -largest) : 0 }
    var matrix = Matrix<Scalar>(rows: 0, columns: 0)
    matrix.setToRows(
      order, of: factor,
      columnsTimes: exponents.map { Scalar(sign: .plus, exponent: -$0, significand: 1) })
    let ln2 = Double.log(2)
    return (matrix, zip(logScales, exponents).map { $0 + Double(Int($1)) * ln2 }, order)
  }

  /// diag(e^ℓ)·L becomes diag(e^d)·S·Π·L, with rows of norm 1.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func take(_ triangle: PivotedTriangle<Scalar>) {
    var product = Matrix<Scalar>(rows: 0, columns: 0)
    product.setToRows(
      triangle.pivots, of: rows, columnsTimes: Array(repeating: 1, count: columnCount))
    if triangle.logScales.count == triangle.pivots.count {
      product.multiplyFromLeft(upperTriangular: triangle.graded)
    } else {
      product = triangle.graded * product
    }
    let norms = product.normalizeRows()
    logScales = zip(triangle.logScales, norms).map { $0 + Double.log(Double($1)) }
    rows = product
  }

  /// Natural logs of the singular values of diag(e^ℓ)·L, descending; `-inf` where exactly zero.
  ///
  /// - Returns: min(rows, columns) values, and as many `-inf` as rows have been dropped since the
  ///   matrix had `count` of them.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func logSingularValues(
    count: Int, workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> [Double] {
    let spectrum = try GradedSpectrum(of: self, workspace: &workspace)
    return spectrum.logSingularValues
      + Array(repeating: -.infinity, count: count - spectrum.logSingularValues.count)
  }
}
