public import DenseLinearAlgebra

/// A long product of matrices applied to a few columns, M = J_t ⋯ J_s·E, kept as
/// X·diag(e^ℓ)·L with X nearly orthonormal and rows of L of norm 1.
///
/// Multiplying out loses every singular value below ε·σ₁; in this form each keeps its own digits,
/// however many nats they lie apart, and no product can overflow or underflow.
///
///     var panel = try GradedPanel<Double>(columns: .identity(n))
///     for jacobian in jacobians { try panel.push(jacobian) }
///     let spectrum = try panel.spectrum()
///
/// - Source: Stewart 1995, "On graded QR decompositions of products of matrices". In addition to it columns are sorted at
///   every push, and taken by pivots where the Cholesky factor of their products is not enough: trained networks
///   need it.
public struct GradedPanel<Scalar: LinearAlgebraScalar>: Sendable {
  /// X with the rounding since it was made orthonormal.
  private(set) var columns: RoundedMatrix<Scalar>
  /// diag(e^ℓ)·L.
  public private(set) var graded: GradedRows<Scalar>
  /// How much the columns of the last basis depended on each other before they were made
  /// orthonormal: the digits that the factors since then have cost, as a factor of ε.
  private(set) var dependence = 1.0
  /// Whether the basis is orthonormal but for errors that the scales have, and those that it has samples of.
  private(set) var isOrthonormal = false
  /// The product of the last factor and the basis before its factorization.
  private var product = RoundedMatrix<Scalar>()
  private var workspace = LAPACKWorkspace<Scalar>()

  /// A panel that holds `columns` (E), and follows older errors from the start: three samples of what rounding
  /// has done to X go through every factor, so that bounds hold for products of any matrices.
  ///
  /// - Throws: `LinearAlgebraError` if an entry is not finite.
  public init(columns: Matrix<Scalar>) throws(LinearAlgebraError) {
    var columns = RoundedMatrix(columns)
    columns.followErrors()
    try self.init(columns)
  }

  /// A panel that follows older errors where `columns` has samples of them.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(_ columns: RoundedMatrix<Scalar>) throws(LinearAlgebraError) {
    graded = GradedRows(identity: columns.values.columnCount)
    self.columns = columns
    try take(columns)
  }

  /// Whether the last factor may have brought back older errors, and these have not been followed.
  var hasLostErrors: Bool {
    columns.older.samples == nil && !(dependence <= GradedTriangle<Scalar>.returnLimit)
  }

  /// X, shape [rows of the last factor, rank].
  public var basis: Matrix<Scalar> { columns.values }

  /// M ← `factor`·M.
  ///
  /// The scales of M are without bounds; those inside one factor may span a fifth of the scalar's
  /// exponent range, 140 nats in Double.
  ///
  /// - Precondition: `factor` has a column for each row of ``basis``.
  /// - Throws: `LinearAlgebraError` if an entry is not finite; the panel is as it was then.
  /// - Complexity: two products with the basis, a Cholesky factorization, four triangular products; and for
  ///   each sample of errors two more products and two more triangular ones.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func push(_ factor: BlockMatrix<Scalar>) throws(LinearAlgebraError) {
    let range = try factor.requireFinite("product")
    var factor = factor
    let nats = factor.normalizeExtremes(range)
    product.setToProduct(of: PreparedFactor(factor), and: columns)
    try take(product)
    shift(by: nats)
  }

  /// M ← `factor`·M for a dense factor.
  ///
  /// - Precondition: `factor` has a column for each row of ``basis``.
  /// - Throws: `LinearAlgebraError` if an entry is not finite.
  public mutating func push(_ factor: Matrix<Scalar>) throws(LinearAlgebraError) {
    try push(BlockMatrix(factor))
  }

  /// M ← e^`nats`·M.
  mutating func shift(by nats: Double) { graded.shift(by: nats) }

  /// M ← B·diag(e^ℓ)·L for any matrix B (`columns`) in place of the basis.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func take(
    _ columns: RoundedMatrix<Scalar>, by method: GradedTriangle<Scalar>.Method = .cholesky
  ) throws(LinearAlgebraError) {
    var rows = graded
    let absorbed = try rows.absorb(columns, by: method, workspace: &workspace)
    (self.columns, dependence, isOrthonormal) = absorbed
    graded = rows
  }

  /// M ← B·diag(e^ℓ)·L like ``take(_:by:)``, but with B itself as the basis.
  mutating func carry(_ columns: RoundedMatrix<Scalar>) {
    self.columns = columns
    isOrthonormal = false
  }

  /// The singular values of M, min(rows, columns) of them, with a bound on the error of each.
  ///
  /// - Throws: `LinearAlgebraError` if an iteration does not converge.
  /// - Complexity: Two QR factorizations and a singular value decomposition of a triangle.
  /// - Accuracy: ``LogSpectrum/errorBounds``.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func spectrum() throws(LinearAlgebraError) -> LogSpectrum {
    var workspace = LAPACKWorkspace<Scalar>()
    return try graded.spectrum(under: columns, workspace: &workspace)
      .padded(
        to: min(basis.rowCount, graded.columnCount),
        possibleRank: graded.possibleRank(under: columns))
  }
}
