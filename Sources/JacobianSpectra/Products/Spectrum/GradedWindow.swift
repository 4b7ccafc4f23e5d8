import DenseLinearAlgebra
import RealModule

/// diag(e^ℓ)·L with descending ℓ and a square L: what singular values are taken from.
struct GradedWindow<Scalar: LinearAlgebraScalar> {
  /// ℓ, in nats, descending.
  let logScales: [Double]
  /// L, rows of norm 1.
  let rows: Matrix<Scalar>

  /// diag(e^ℓ)·K with the rows in descending order; those that change places take their columns with
  /// them, which leaves the singular values as they are.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(logScales: [Double], square: Matrix<Scalar>) {
    var square = square
    let scales = square.normalizeRows(takingNormsInto: logScales)
    let order = scales.indices.sorted { scales[$0] > scales[$1] }
    self.logScales = order.map { scales[$0] }
    rows = order.elementsEqual(scales.indices) ? square : square.permuted(order)
  }

  /// Rows made orthogonal.
  init(of rows: DampedRows<Scalar>) { self.init(logScales: rows.logScales, square: rows.triangle) }

  private init(logScales: [Double], rows: Matrix<Scalar>) {
    self.logScales = logScales
    self.rows = rows
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

  /// The natural logs of the singular values by one SVD, which reaches over a limited span, and how far
  /// it mixed rows: ``Bidiagonal/rowMixing``.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func logSingularValues(
    workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> (values: [Double], rowMixing: Double) {
    let top = logScales[0]
    var matrix = rows
    matrix.scaleRows(logScales.map { Scalar(Double.exp($0 - top)) })
    let bidiagonal = try Bidiagonal(of: matrix, workspace: &workspace)
    let values = try bidiagonal.singularValues(workspace: &workspace)
    return (values.map { top + Double.log(Double($0)) }, Double(bidiagonal.rowMixing))
  }
}
