public import DenseLinearAlgebra
import RealModule

/// The right-hand part diag(e^ℓ)·L of a product that is kept as X·diag(e^ℓ)·L: rows of norm 1 and,
/// apart from them, their scales as natural logs, so that nothing can overflow or underflow.
public struct GradedRows<Scalar: LinearAlgebraScalar>: Sendable {
  /// ℓ, in nats.
  public private(set) var logScales: [Double]
  /// L, rows of norm 1; shape [logScales.count, columnCount].
  public private(set) var rows: Matrix<Scalar>
  /// What rounding so far may have done to each scale and to the rows.
  private(set) var errors: GradedErrors

  /// A loss that is small beside those that a long product adds up.
  private static var smallLoss: Double { 4096 * unit }

  /// Entries of a basis with nearly orthonormal columns stay well below this.
  private static var orthonormalLimit: Scalar { 8192 }

  /// The identity of `count` rows.
  public init(identity count: Int) {
    self.init(
      logScales: Array(repeating: 0, count: count), rows: .identity(count),
      errors: GradedErrors(count: count))
  }

  init(logScales: [Double], rows: Matrix<Scalar>, errors: GradedErrors) {
    self.logScales = logScales
    self.rows = rows
    self.errors = errors
  }

  /// The number of columns. Where there are fewer rows, singular values are exactly zero.
  public var columnCount: Int { rows.columnCount }

  /// Adds `nats` to every scale.
  mutating func shift(by nats: Double) {
    guard nats != 0 else { return }
    logScales = logScales.map { $0 + nats }
    errors.shift(to: logScales)
  }

  /// Absorbs `factor` (B) from the left: B·diag(e^ℓ)·L = X·diag(e^ℓ')·L'.
  ///
  /// X = B·R⁻¹ for a triangle R that makes its columns nearly orthonormal, not the Q of a QR
  /// factorization: each row of X has an error relative to itself, while an explicit Q carries ε in
  /// every entry, which drowns what small rows say of directions of small scale. Rounding in R does
  /// not matter, since B = X·R holds row by row with the R that was used.
  /// Exactly zero rows (inactive units) lower the rank.
  ///
  /// - Returns: X, shape [rows of B, rank], and how much B's columns depended on each other, the
  ///   largest of ``GradedTriangle/dependences``.
  /// - Throws: `LinearAlgebraError` if an entry is not finite.
  /// - Complexity: 6·m·n² + 3·n³ flops as matrix products; where B is too ill-conditioned for the
  ///   Cholesky factor of its Gram matrix, a pivoted QR in addition.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func absorb(
    _ factor: RoundedMatrix<Scalar>, workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> (basis: Matrix<Scalar>, dependence: Double) {
    let columns = SortedColumns(of: factor.values, logScales: logScales)
    let triangle: GradedTriangle<Scalar>
    var basis: Matrix<Scalar>
    if let found = try GradedTriangle(
      ofSorted: columns.matrix, logScales: columns.logScales, method: .gram, workspace: &workspace)
    {
      triangle = found
      basis = columns.matrix
      basis.divideFromRight(byUpperTriangular: triangle.triangle)
    } else {
      try factor.values.requireFinite("geqp3")
      let order = columns.matrix.rowsBySize
      let rows = columns.matrix.rows(order)
      triangle = try GradedTriangle(
        pivoting: rows, logScales: columns.logScales, workspace: &workspace)
      var divided = triangle.pivoted(rows)
      divided.divideFromRight(byUpperTriangular: triangle.triangle)
      basis = Matrix(rows: 0, columns: 0)
      basis.setToScattered(
        divided, columns: divided.columnCount, rows: factor.values.rowCount, order: order)
    }
    let divided = triangle.divided(columns.errors(factor.variance))
    let losses = divided.map { triangle.losses(of: $0, quotient: basis) }
    let growth = take(triangle, of: columns, losses: losses)
    errors.add(
      rowGrowth: growth, inverseNorm: try inverseNorm(workspace: &workspace), unit: Self.unit)
    // Where the condition of B is beyond 1/ε, X may be far from orthonormal; it is absorbed in turn.
    if basis.maximumMagnitude > Self.orthonormalLimit {
      return try absorb(RoundedMatrix(basis), workspace: &workspace)
    }
    return (basis, triangle.dependences.max() ?? 1)
  }

  /// Absorbs `factor` as the last one: the singular values stay, the directions on the left are gone.
  ///
  /// Rows are sorted by size, so that the small ones which saturated units make keep their relative
  /// accuracy.
  ///
  /// - Returns: How much the rows of L grew in the product, for ``spectrum(afterGrowth:workspace:)``.
  /// - Complexity: a QR of B and seven triangular products.
  /// - Source: Cox and Higham 1998, "Stability of Householder QR factorization for weighted least
  ///   squares problems", for the order of rows.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func absorbLast(
    _ factor: RoundedMatrix<Scalar>, workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> Double {
    try factor.values.requireFinite("geqrf")
    let columns = SortedColumns(of: factor.values, logScales: logScales)
    let rows = columns.matrix.rows(columns.matrix.rowsBySize)
    var found = try GradedTriangle(
      ofSorted: rows, logScales: columns.logScales, method: .householder, workspace: &workspace)
    if found == nil {
      found = try GradedTriangle(
        pivoting: rows, logScales: columns.logScales, workspace: &workspace)
    }
    let triangle = found!
    let divided = triangle.divided(columns.errors(factor.variance))
    var losses = divided.map { triangle.simpleLosses(of: $0) }
    if let divided, losses?.allSatisfy({ $0 <= Self.smallLoss }) != true {
      var quotient = triangle.pivoted(columns.matrix)
      quotient.divideFromRight(byUpperTriangular: triangle.triangle)
      quotient.reorthogonalize(triangle.dependentColumns)
      losses = triangle.losses(of: divided, quotient: quotient)
    }
    return take(triangle, of: columns, losses: losses)
  }

  /// diag(e^ℓ)·L becomes diag(e^d)·S·Π·L, with rows of norm 1.
  ///
  /// - Parameter losses: What the factorization lost in each direction, relative to its scale; nil
  ///   where nothing is known.
  /// - Returns: How much the rows of L grew in the product: ‖S - I‖.
  private mutating func take(
    _ triangle: GradedTriangle<Scalar>, of columns: SortedColumns<Scalar>, losses: [Double]?
  ) -> Double {
    let pivots = triangle.pivots.map { columns.order[$0] }
    var product = rows.rows(pivots)
    if triangle.logScales.count == pivots.count {
      product.multiplyFromLeft(upperTriangular: triangle.graded)
    } else {
      product = triangle.graded * product
    }
    let norms = product.normalizeRows()
    logScales = zip(triangle.logScales, norms).map { $0 + Double.log(Double($1)) }
    rows = product
    errors.pass(
      through: triangle.graded, pivots: pivots,
      losses: losses ?? Array(repeating: .infinity, count: logScales.count), logScales: logScales)
    return triangle.offDiagonalNorm
  }

  /// The singular values of diag(e^ℓ)·L, with bounds on their errors.
  ///
  /// - Parameter growth: What ``absorbLast(_:workspace:)`` returned, if it was called.
  func spectrum(
    afterGrowth growth: Double = 0, workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> LogSpectrum {
    let window = GradedWindow(logScales: logScales, rows: rows)
    let spectrum = try GradedSpectrum(of: window, workspace: &workspace)
    var errors = errors
    errors.add(rowGrowth: growth, inverseNorm: spectrum.inverseNorm, unit: Self.unit)
    errors.addDecomposition(inverseNorm: spectrum.inverseNorm, unit: Self.unit)
    return LogSpectrum(
      spectrum.logSingularValues,
      errorBounds: errors.bounds(of: spectrum.logSingularValues, logScales: logScales))
  }

  /// An estimate of ‖L⁻¹‖.
  private func inverseNorm(
    workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> Double {
    var triangle: Matrix<Scalar>
    if let factor = rows.choleskyFactorOfGramMatrix(transposed: true) {
      triangle = factor
    } else {
      triangle = rows.transposed()
      try triangle.reduceToR(workspace: &workspace)
    }
    guard triangle.rowCount == triangle.columnCount else { return .infinity }
    return Double(triangle.inverseNormOfUpperTriangle())
  }

  /// The unit roundoff.
  private static var unit: Double { Double(Scalar.ulpOfOne) / 2 }
}

/// The columns of a factor in descending order of size e^ℓ_j·‖b_j‖, scaled to size 1 by powers of
/// two, and scales to make up for it.
private struct SortedColumns<Scalar: LinearAlgebraScalar> {
  let matrix: Matrix<Scalar>
  /// What column `order[j]` of the factor was multiplied by.
  private let multipliers: [Scalar]
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
    multipliers = exponents.map { Scalar(sign: .plus, exponent: -$0, significand: 1) }
    matrix = factor.columns(order, times: multipliers)
  }

  /// The errors of ``matrix``, of which the entries of the factor have `variance`.
  func errors(_ variance: GroupedColumns<Scalar>?) -> RoundingErrors<Scalar> {
    RoundingErrors(of: matrix, variance: variance, columns: order, times: multipliers)
  }
}

extension Matrix {
  /// The rows that are not zero, in descending order of size.
  fileprivate var rowsBySize: [Int] {
    let sizes = rowMagnitudes()
    return sizes.indices.filter { !(sizes[$0] == 0) }.sorted { sizes[$0] > sizes[$1] }
  }
}
