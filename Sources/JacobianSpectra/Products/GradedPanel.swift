public import DenseLinearAlgebra

/// A long product of matrices applied to a few columns, M = J_t ⋯ J_s·E, kept as
/// X·diag(e^ℓ)·L with X orthonormal to rounding and rows of L of norm 1.
///
/// Multiplying out loses every singular value below ε·σ₁; in this form each keeps its own digits,
/// however many nats they lie apart, and no product can overflow or underflow.
///
///     var panel = try GradedPanel(columns: .identity(n))
///     for jacobian in jacobians { try panel.push(jacobian) }
///     let logSingularValues = try panel.logSingularValues()
///
/// - Source: Stewart 1995, "On graded QR decompositions of products of matrices"; column pivoting
///   and the sorting of rows at every push are what trained networks need in addition.
public struct GradedPanel<Scalar: LinearAlgebraScalar>: Sendable {
  /// X, shape [rows of the last factor, rank].
  public private(set) var basis: Matrix<Scalar>
  /// diag(e^ℓ)·L.
  public private(set) var graded: GradedRows<Scalar>
  /// How much the columns of the last basis depended on each other before they were made
  /// orthonormal: the digits that the factors since then have cost, as a factor of ε.
  private(set) var dependence = 1.0
  /// The product of the last factor and the basis before its factorization.
  private var product = Matrix<Scalar>(rows: 0, columns: 0)
  private var workspace = LAPACKWorkspace<Scalar>()

  /// A panel that holds `columns` (E).
  ///
  /// - Throws: `LinearAlgebraError` if an entry is not finite.
  public init(columns: Matrix<Scalar>) throws(LinearAlgebraError) {
    graded = GradedRows(identity: columns.columnCount)
    basis = columns
    try take(columns)
  }

  /// M ← `factor`·M.
  ///
  /// - Throws: `LinearAlgebraError` if an entry is not finite.
  /// - Complexity: the product with the basis, a pivoted QR, two triangular products.
  public mutating func push(_ factor: BlockMatrix<Scalar>) throws(LinearAlgebraError) {
    factor.multiply(basis, into: &product)
    try take(product)
  }

  /// M ← `factor`·M for a dense factor.
  public mutating func push(_ factor: Matrix<Scalar>) throws(LinearAlgebraError) {
    try push(BlockMatrix(factor))
  }

  /// M ← B·diag(e^ℓ)·L for any matrix B (`columns`) in place of the basis.
  mutating func take(_ columns: Matrix<Scalar>) throws(LinearAlgebraError) {
    (basis, dependence) = try graded.absorb(columns, workspace: &workspace)
  }

  /// M ← B·diag(e^ℓ)·L like ``take(_:)``, but with B itself as the basis.
  mutating func carry(_ columns: Matrix<Scalar>) { basis = columns }

  /// Natural logs of the singular values of M, descending, `-inf` where exactly zero.
  ///
  /// - Accuracy: absolute error in nats is a small multiple of ε times the number of factors and
  ///   the condition of each; 1e-9 is met by every reference of the tests.
  public func logSingularValues() throws(LinearAlgebraError) -> [Double] {
    var workspace = LAPACKWorkspace<Scalar>()
    return try graded.spectrum(workspace: &workspace)
      .padded(to: min(basis.rowCount, graded.columnCount)).logSingularValues
  }
}
