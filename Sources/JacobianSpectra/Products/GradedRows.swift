public import DenseLinearAlgebra

/// The right-hand part diag(e^ℓ)·L of a product that is kept as X·diag(e^ℓ)·L: rows of norm 1 and,
/// apart from them, their scales as natural logs, so that nothing can overflow or underflow.
public struct GradedRows<Scalar: LinearAlgebraScalar>: Sendable {
  /// ℓ, in nats.
  public private(set) var logScales: [Double]
  /// L, rows of norm 1; shape [logScales.count, columnCount].
  public private(set) var rows: Matrix<Scalar>
  /// The same with orthogonal rows.
  private(set) var damped: DampedRows<Scalar>
  /// What rounding so far may have done to each scale and to the rows.
  private(set) var errors: GradedErrors

  /// Entries of a basis with nearly orthonormal columns stay well below this.
  private static var orthonormalLimit: Scalar { 8192 }
  /// Scales within one factor take a pass for every 36 nats that they span; what more passes would find
  /// is rounding.
  private static var passLimit: Int { 8 }

  /// The identity of `count` rows.
  public init(identity count: Int) {
    logScales = Array(repeating: 0, count: count)
    rows = .identity(count)
    damped = DampedRows(identity: count)
    errors = GradedErrors(count: count)
  }

  /// The number of columns. Where there are fewer rows, singular values are exactly zero.
  public var columnCount: Int { rows.columnCount }

  /// Adds `nats` to every scale.
  mutating func shift(by nats: Double) {
    guard nats != 0 else { return }
    logScales = logScales.map { $0 + nats }
    damped.shift(by: nats)
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
  /// - Parameter passes: How often this has been done already to what was left of a first B.
  /// - Returns: X, shape [rows of B, rank], and how much B's columns depended on each other, the
  ///   largest of ``GradedTriangle/dependences``.
  /// - Throws: `LinearAlgebraError` if an entry is not finite.
  /// - Complexity: 6·m·n² + 3·n³ flops as matrix products; where B is too ill-conditioned for the
  ///   Cholesky factor of its Gram matrix, a pivoted QR in addition.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func absorb(
    _ factor: RoundedMatrix<Scalar>, passes: Int = 0, workspace: inout LAPACKWorkspace<Scalar>
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
    let divided = triangle.divided(
      columns.errors(
        factor.variance.map { RoundingErrors($0) } ?? RoundingErrors(exact: factor.values)))
    let losses = divided.map { triangle.losses(of: $0, quotient: basis) }
    let growth = take(triangle, of: columns, losses: losses)
    damped = try DampedRows(logScales: logScales, rows: rows, workspace: &workspace)
    errors.add(rowGrowth: growth, inverseNorm: damped.inverseNorm, unit: Self.unit)
    // Where the condition of B is beyond 1/ε, X may be far from orthonormal; it is absorbed in turn.
    if basis.maximumMagnitude > Self.orthonormalLimit {
      guard passes >= Self.passLimit else {
        return try absorb(RoundedMatrix(basis), passes: passes + 1, workspace: &workspace)
      }
      // Columns that rounding alone tells from others: any direction will do, and nothing is known.
      let sizes = basis.columnMagnitudes()
      let lost = sizes.indices.filter { !(sizes[$0] <= Self.orthonormalLimit) }
      basis.reorthogonalize(lost)
      errors.lose(lost)
    }
    return (basis, triangle.dependences.max() ?? 1)
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
    logScales = product.normalizeRows(takingNormsInto: triangle.logScales)
    rows = product
    errors.pass(
      through: triangle.graded, pivots: pivots,
      losses: losses ?? Array(repeating: .infinity, count: logScales.count), logScales: logScales)
    return triangle.offDiagonalNorm
  }

  /// The singular values of diag(e^ℓ)·L, with bounds on their errors.
  func spectrum(
    workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> LogSpectrum {
    let spectrum = try GradedSpectrum(of: damped, workspace: &workspace)
    var errors = errors
    errors.addDecomposition(of: spectrum, unit: Self.unit)
    return LogSpectrum(
      spectrum.logSingularValues,
      errorBounds: errors.bounds(of: spectrum.logSingularValues, logScales: logScales))
  }

  /// The unit roundoff.
  static var unit: Double { Double(Scalar.ulpOfOne) / 2 }
}
