import DenseLinearAlgebra
import RealModule

/// B·diag(e^ℓ)·Π = Q·diag(e^d)·S: a QR factorization of columns whose scales, kept as logs, may lie
/// any number of nats apart; S is upper trapezoidal with ±1 on the diagonal.
///
/// Rows are sorted by size, so that the small rows which saturated units make keep their relative
/// accuracy; columns are pivoted as scaled, because directions overtake each other along a chain
/// and would leave S badly conditioned; exactly zero rows (inactive units) and columns lower the
/// rank.
///
/// - Source: Stewart 1995, "On graded QR decompositions of products of matrices"; Cox and Higham
///   1998, "Stability of Householder QR factorization for weighted least squares problems".
struct GradedQR<Scalar: LinearAlgebraScalar> {
  /// Q, shape [rows of B, rank]; nil if it was not asked for.
  private(set) var basis: Matrix<Scalar>?
  /// d, in nats; as many as the rank.
  private(set) var logScales: [Double] = []
  /// S, shape [rank, columns of B].
  private(set) var factor: Matrix<Scalar>
  /// Column j of S belongs to column `pivots[j]` of B.
  private(set) var pivots: [Int]

  /// Scales may differ by this much inside one LAPACK call; nats. The rest of the exponent range
  /// is left to the entries themselves.
  static var range: Double { -0.7 * Double.log(Double(Scalar.leastNormalMagnitude)) }

  /// Factorizes `matrix` (B), whose column j has the scale `logScales[j]` (ℓ, in nats).
  ///
  /// - Throws: ``LinearAlgebraError`` if an entry is not finite.
  /// - Complexity: one pivoted QR, and with `wantsBasis` one forming of Q; one more for every
  ///   ``range`` by which the scales spread.
  init(
    of matrix: Matrix<Scalar>, logScales scales: [Double], wantsBasis: Bool,
    workspace: inout PivotedQR<Scalar>
  ) throws(LinearAlgebraError) {
    try matrix.requireFinite("geqp3")
    let sizes = matrix.rowMagnitudes()
    let order = sizes.indices.filter { sizes[$0] > 0 }.sorted { sizes[$0] > sizes[$1] }
    let columns = matrix.columnMagnitudes()
    let levels = zip(scales, columns).map { $0 + Double.log(Double($1)) }
    let top = levels.max() ?? -.infinity
    pivots = Array(scales.indices)
    factor = Matrix(rows: 0, columns: scales.count)
    basis = wantsBasis ? Matrix(rows: matrix.rowCount, columns: 0) : nil
    guard top > -.infinity else { return }

    // Columns out of range are shown at its edge: `hidden` nats above where they are.
    let hidden = levels.map { min($0 - top + Self.range, 0) }
    let multipliers = zip(zip(levels, hidden), columns).map { level, column in
      level.0 > -.infinity ? Scalar(Double.exp(level.0 - level.1 - top)) / column : 0
    }
    try workspace.factorize { $0.setToRows(order, of: matrix, columnsTimes: multipliers) }
    pivots = workspace.pivots
    let triangle = workspace.factor
    let diagonal = (0..<min(order.count, scales.count)).map { triangle[$0, $0].magnitude }
    let rank = diagonal.firstIndex(of: 0) ?? diagonal.count
    // Rows are final up to the first pivot out of range; what follows is factorized on its own.
    let final = min(rank, pivots.firstIndex { hidden[$0] < 0 } ?? rank)
    factor.setToUpperTrapezoid(
      of: triangle, rows: final, rowsTimes: diagonal.prefix(final).map { 1 / $0 },
      columnsTimes: pivots.map { Scalar(Double.exp(hidden[$0])) })
    logScales = diagonal.prefix(final).map { top + Double.log(Double($0)) }
    if wantsBasis {
      workspace.formQ()
      var basis = Matrix<Scalar>(rows: 0, columns: 0)
      basis.setToScattered(
        workspace.factor, columns: rank, rows: matrix.rowCount, order: order)
      self.basis = basis
    }
    if final < rank {
      let rest = final..<scales.count
      var corner = Matrix<Scalar>(rows: 0, columns: 0)
      let ones = [Scalar](repeating: 1, count: scales.count)
      corner.setToUpperTrapezoid(of: triangle, rows: rank, rowsTimes: ones, columnsTimes: ones)
      let tail = try GradedQR(
        of: corner.submatrix(rows: final..<rank, columns: rest),
        logScales: pivots[rest].map { top + hidden[$0] }, wantsBasis: wantsBasis,
        workspace: &workspace)
      append(tail, from: final)
    }
  }

  /// Completes the first `final` rows and directions by the factorization of what is left.
  private mutating func append(_ tail: GradedQR, from final: Int) {
    let rest = final..<pivots.count
    let upper = factor
    factor = Matrix(rows: final + tail.logScales.count, columns: pivots.count)
    for j in 0..<pivots.count {
      let source = j < final ? j : final + tail.pivots[j - final]
      for i in 0..<final { factor[i, j] = upper[i, source] }
      for i in 0..<(j < final ? 0 : tail.logScales.count) {
        factor[final + i, j] = tail.factor[i, j - final]
      }
    }
    let remaining = Array(pivots[rest])
    pivots.replaceSubrange(rest, with: tail.pivots.map { remaining[$0] })
    logScales += tail.logScales
    if let whole = basis, let part = tail.basis {
      let rows = 0..<whole.rowCount
      let lower = whole.submatrix(rows: rows, columns: final..<whole.columnCount) * part
      basis = Matrix(
        rows: whole.rowCount, columns: final + lower.columnCount,
        columnMajor: Array(whole.elements.prefix(final * whole.rowCount)) + lower.elements)
    }
  }
}
