public import DenseLinearAlgebra
import RealModule

/// The right-hand part diag(e^ℓ)·L of a product that is kept as X·diag(e^ℓ)·L: rows of norm 1 and,
/// apart from them, their scales as natural logs, so that nothing can overflow or underflow.
public struct GradedRows<Scalar: LinearAlgebraScalar>: Sendable {
  /// ℓ, in nats.
  public internal(set) var logScales: [Double]
  /// L, rows of norm 1; shape [logScales.count, columnCount].
  public internal(set) var rows: Matrix<Scalar>
  /// Estimated relative error of each scale e^ℓ, from what every factor lost: to first order, and
  /// good to a factor of ten or so. Beyond 1 the scale is rounding noise.
  public internal(set) var relativeErrors: [Double]

  /// The identity of `count` rows.
  public init(identity count: Int) {
    logScales = Array(repeating: 0, count: count)
    rows = .identity(count)
    relativeErrors = Array(repeating: Double(Scalar.ulpOfOne), count: count)
  }

  init(logScales: [Double], rows: Matrix<Scalar>, relativeErrors: [Double]) {
    self.logScales = logScales
    self.rows = rows
    self.relativeErrors = relativeErrors
  }

  /// The number of columns. Where there are fewer rows, singular values are exactly zero.
  public var columnCount: Int { rows.columnCount }

  /// Absorbs `factor` (B) from the left: B·diag(e^ℓ)·L = X·diag(e^ℓ')·L'.
  ///
  /// X = B·R⁻¹ for a triangle R that makes its columns nearly orthonormal, not the Q of a QR
  /// factorization: each row of X has an error relative to itself, while an explicit Q carries ε in
  /// every entry, which drowns what small rows say of directions of small scale. Rounding in R does
  /// not matter, since B = X·R holds row by row with the R that was used.
  /// Exactly zero rows (inactive units) lower the rank.
  ///
  /// - Returns: X, shape [rows of B, rank], and how much B's columns depended on each other, the largest of
  ///   ``GradedTriangle/dependences``.
  /// - Throws: `LinearAlgebraError` if an entry is not finite.
  /// - Complexity: 2·m·n² + 4/3·n³ flops as matrix products; where B is too ill-conditioned for the
  ///   Cholesky factor of its Gram matrix, a pivoted QR in addition.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func absorb(
    _ factor: Matrix<Scalar>, workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> (basis: Matrix<Scalar>, dependence: Double) {
    let columns = SortedColumns(of: factor, logScales: logScales)
    if let triangle = try GradedTriangle(
      ofSorted: columns.matrix, logScales: columns.logScales, method: .gram, workspace: &workspace)
    {
      let dependence = take(triangle, of: columns)
      var basis = columns.matrix
      basis.divideFromRight(byUpperTriangular: triangle.triangle)
      return (basis, dependence)
    }
    try factor.requireFinite("geqp3")
    let order = columns.matrix.rowsBySize
    let rows = columns.matrix.rows(order)
    let triangle = try GradedTriangle(
      pivoting: rows, logScales: columns.logScales, workspace: &workspace)
    let dependence = take(triangle, of: columns)
    var basis = rows.columns(Array(triangle.pivots.prefix(triangle.logScales.count)))
    basis.divideFromRight(byUpperTriangular: triangle.triangle)
    var scattered = Matrix<Scalar>(rows: 0, columns: 0)
    scattered.setToScattered(
      basis, columns: basis.columnCount, rows: factor.rowCount, order: order)
    return (scattered, dependence)
  }

  /// Absorbs `factor` as the last one: the singular values stay, the directions on the left are gone.
  ///
  /// Rows are sorted by size, so that the small ones which saturated units make keep their relative
  /// accuracy.
  ///
  /// - Complexity: a QR of B and a triangular product.
  /// - Source: Cox and Higham 1998, "Stability of Householder QR factorization for weighted least
  ///   squares problems", for the order of rows.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func absorbLast(
    _ factor: Matrix<Scalar>, workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) {
    try factor.requireFinite("geqrf")
    let columns = SortedColumns(of: factor, logScales: logScales)
    let rows = columns.matrix.rows(columns.matrix.rowsBySize)
    if let triangle = try GradedTriangle(
      ofSorted: rows, logScales: columns.logScales, method: .householder, workspace: &workspace)
    {
      take(triangle, of: columns)
    } else {
      take(
        try GradedTriangle(pivoting: rows, logScales: columns.logScales, workspace: &workspace),
        of: columns)
    }
  }

  /// diag(e^ℓ)·L becomes diag(e^d)·S·Π·L, with rows of norm 1.
  ///
  /// - Returns: The largest dependence of a column on those before it; 1 if there are none.
  @discardableResult
  private mutating func take(
    _ triangle: GradedTriangle<Scalar>, of columns: SortedColumns<Scalar>
  ) -> Double {
    let pivots = triangle.pivots.map { columns.order[$0] }
    let dependences = triangle.dependences
    let inherited = triangle.graded.rowMagnitudes(
      columnsTimes: pivots.map { Scalar(min(relativeErrors[$0], 1)) })
    relativeErrors = zip(inherited, dependences).map {
      Double($0) + $1 * Double(Scalar.ulpOfOne)
    }
    var product = rows.rows(pivots)
    if triangle.logScales.count == pivots.count {
      product.multiplyFromLeft(upperTriangular: triangle.graded)
    } else {
      product = triangle.graded * product
    }
    let norms = product.normalizeRows()
    logScales = zip(triangle.logScales, norms).map { $0 + Double.log(Double($1)) }
    rows = product
    return dependences.max() ?? 1
  }

  /// The singular values of diag(e^ℓ)·L.
  func spectrum(
    workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> GradedSpectrum<Scalar> {
    try GradedSpectrum(of: self, workspace: &workspace)
  }
}

/// The columns of a factor in descending order of size e^ℓ_j·‖b_j‖, scaled to size 1 by powers of
/// two, and scales to make up for it.
private struct SortedColumns<Scalar: LinearAlgebraScalar> {
  let matrix: Matrix<Scalar>
  /// In the order of the columns of ``matrix``.
  let logScales: [Double]
  /// Column j of ``matrix`` is column `order[j]` of the factor.
  let order: [Int]

  init(of factor: Matrix<Scalar>, logScales: [Double]) {
    precondition(
      factor.columnCount == logScales.count,
      "\(factor.columnCount) columns for \(logScales.count) scales")
    let sizes = factor.columnMagnitudes()
    let levels = zip(logScales, sizes).map { $0 + Double.log(Double($1)) }
    let order = levels.indices.sorted { levels[$0] > levels[$1] }
    let lowest = Scalar.leastNormalMagnitude.exponent
    let exponents = order.map { sizes[$0] > 0 ? max(sizes[$0].exponent, lowest) : 0 }
    self.order = order
    self.logScales = zip(order, exponents).map {
      logScales[$0] + Double(Int($1)) * Double.log(2)
    }
    matrix = factor.columns(
      order, times: exponents.map { Scalar(sign: .plus, exponent: -$0, significand: 1) })
  }
}

extension Matrix {
  /// The rows that are not zero, in descending order of size.
  fileprivate var rowsBySize: [Int] {
    let sizes = rowMagnitudes()
    return sizes.indices.filter { !(sizes[$0] == 0) }.sorted { sizes[$0] > sizes[$1] }
  }
}
