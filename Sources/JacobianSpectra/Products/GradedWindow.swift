import DenseLinearAlgebra
import RealModule

/// diag(e^ℓ)·L with descending ℓ: what singular values are taken from.
struct GradedWindow<Scalar: LinearAlgebraScalar> {
  /// ℓ, in nats, descending.
  private(set) var logScales: [Double]
  /// L, rows of norm 1.
  private(set) var rows: Matrix<Scalar>

  /// Rows in any order; those of scale zero are left out.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(logScales: [Double], rows: Matrix<Scalar>) {
    let order = logScales.indices.filter { logScales[$0] > -.infinity }
      .sorted { logScales[$0] > logScales[$1] }
    self.logScales = order.map { logScales[$0] }
    self.rows = order.elementsEqual(0..<rows.rowCount) ? rows : rows.rows(order)
  }

  /// How far the scales spread, in nats.
  var span: Double { (logScales.first ?? 0) - (logScales.last ?? 0) }

  /// The upper triangle R of Lᵀ = Q̃·R.
  ///
  /// - Complexity: a QR of Lᵀ.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func rowTriangle(
    workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> Matrix<Scalar> {
    var triangle = rows.transposed()
    try triangle.reduceToR(workspace: &workspace)
    return triangle
  }

  /// One QR pass: with Lᵀ = Q̃·R, the singular values of diag(e^ℓ)·L are those of R·diag(e^ℓ), so
  /// that L becomes diag(e^-ℓ)·R·diag(e^ℓ), square and nearer to a diagonal.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func damp(by triangle: Matrix<Scalar>) {
    var damped = triangle
    damped.multiply(
      byRatiosOf: logScales, rowsTimes: Array(repeating: 1, count: damped.rowCount))
    let norms = damped.normalizeRows()
    let scales = zip(logScales, norms).map { $0 + Double.log(Double($1)) }
    // Rows that change places take their columns with them, which leaves the values as they are.
    let order = scales.indices.sorted { scales[$0] > scales[$1] }
    logScales = order.map { scales[$0] }
    rows = order.elementsEqual(scales.indices) ? damped : damped.rows(order).columns(order)
  }

  /// The parts on the diagonal of a square L outside of which no entry exceeds a fraction of ε: zeros
  /// in its place change each singular value by that much of itself.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func uncoupledParts() -> [Range<Int>] {
    var reach = Array(0..<rows.columnCount)
    for j in 0..<rows.columnCount {
      for (i, entry) in rows.column(j).enumerated() where entry.magnitude > Scalar.ulpOfOne / 4 {
        reach[min(i, j)] = max(reach[min(i, j)], max(i, j))
      }
    }
    var parts: [Range<Int>] = []
    var (start, end) = (0, 0)
    for (i, last) in reach.enumerated() {
      end = max(end, last + 1)
      if end == i + 1 {
        parts.append(start..<end)
        start = end
      }
    }
    return parts
  }

  /// The square part on the diagonal, of rows and columns in `range`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func part(_ range: Range<Int>) -> GradedWindow {
    GradedWindow(
      logScales: Array(logScales[range]), rows: rows.submatrix(rows: range, columns: range))
  }

  /// The natural logs of the singular values by one SVD, which reaches over a limited span.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func logSingularValues(
    workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> [Double] {
    let top = logScales[0]
    var matrix = rows
    matrix.scaleRows(logScales.map { Scalar(Double.exp($0 - top)) })
    return try matrix.singularValues(workspace: &workspace).map { top + Double.log(Double($0)) }
  }
}
