public import DenseLinearAlgebra
import RealModule

/// The right-hand part diag(e^ℓ)·L of a product that is kept as Q·diag(e^ℓ)·L: rows of norm 1 and,
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

  /// Absorbs `factor` (B) from the left: B·diag(e^ℓ)·L = Q·diag(e^ℓ')·L'.
  ///
  /// - Returns: Q, orthonormal, shape [rows of B, rank]; nil unless `wantsBasis`.
  /// - Throws: ``LinearAlgebraError`` if an entry is not finite.
  /// - Complexity: a pivoted QR of B, its Q if wanted, and one triangular product.
  @discardableResult
  mutating func absorb(
    _ factor: Matrix<Scalar>, wantsBasis: Bool, workspace: inout PivotedQR<Scalar>
  ) throws(LinearAlgebraError) -> Matrix<Scalar>? {
    let qr = try GradedQR(
      of: factor, logScales: logScales, wantsBasis: wantsBasis, workspace: &workspace)
    var product = Matrix<Scalar>(rows: 0, columns: 0)
    product.setToRows(
      qr.pivots, of: rows, columnsTimes: Array(repeating: 1, count: columnCount))
    if qr.logScales.count == qr.pivots.count {
      product.multiplyFromLeft(upperTriangular: qr.factor)
    } else {
      product = qr.factor * product
    }
    let norms = product.normalizeRows()
    logScales = zip(qr.logScales, norms).map { $0 + Double.log(Double($1)) }
    rows = product
    return qr.basis
  }

  /// Natural logs of the singular values of diag(e^ℓ)·L, descending; `-inf` where exactly zero.
  ///
  /// - Returns: min(rows, columns) values, and as many `-inf` as rows have been dropped since the
  ///   matrix had `count` of them.
  public func logSingularValues(
    count: Int, workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> [Double] {
    let spectrum = try GradedSpectrum(of: self, workspace: &workspace)
    return spectrum.logSingularValues
      + Array(repeating: -.infinity, count: count - spectrum.logSingularValues.count)
  }
}
