import DenseLinearAlgebra
import RealModule

/// The triangle R of a QR factorization T·Π = Q·R, with columns chosen as if column j had the scale
/// e^ℓ_j, and R·diag(e^ℓ) = diag(e^d)·S with |s_ii| = 1. Scales may lie any number of nats apart.
///
/// Column pivoting keeps S well-conditioned: directions overtake each other along a chain of factors.
///
/// - Source: Stewart 1995, "On graded QR decompositions of products of matrices".
struct PivotedTriangle<Scalar: LinearAlgebraScalar> {
  /// R in the units of the columns of T; shape [rank, columns].
  private(set) var triangle: Matrix<Scalar>
  /// S, shape [rank, columns].
  private(set) var graded: Matrix<Scalar>
  /// d, in nats.
  private(set) var logScales: [Double] = []
  /// Column j of R and S belongs to column `pivots[j]` of T.
  private(set) var pivots: [Int]

  /// How columns are chosen.
  enum Order {
    /// Anew for every column, by what the columns before it have left.
    case pivoted
    /// Once, by size: cheaper, and as good as long as no column depends on those before it.
    case bySize
  }

  /// Scales may differ by this much inside one LAPACK call; nats. The rest of the exponent range is
  /// left to the entries themselves.
  static var range: Double { -0.7 * Double.log(Double(Scalar.leastNormalMagnitude)) }

  /// An entry of S beyond this says that an order by size was not good enough.
  private static var growthLimit: Scalar { 16 }

  /// - Throws: ``LinearAlgebraError`` if an entry is not finite.
  /// - Complexity: one QR, and one more for every ``range`` by which the scales spread.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(
    of matrix: Matrix<Scalar>, logScales scales: [Double], order: Order,
    workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) {
    let levels = zip(scales, matrix.columnMagnitudes()).map { $0 + Double.log(Double($1)) }
    let top = levels.max() ?? -.infinity
    pivots = Array(scales.indices)
    triangle = Matrix(rows: 0, columns: scales.count)
    graded = triangle
    guard top > -.infinity else { return }

    // Columns are scaled by powers of two, exactly; `hidden` is what is left of their scale. It is
    // far below 0 for columns out of range, which are shown at its edge.
    let ln2 = Double.log(2)
    let shifts = zip(levels, scales).map { level, scale in
      level == -.infinity ? 0 : ((max(level - top, -Self.range) - level + scale) / ln2).rounded()
    }
    let multipliers = shifts.map { Scalar(sign: .plus, exponent: .init($0), significand: 1) }
    let hidden = zip(scales, shifts).map { $0 - top - $1 * ln2 }
    let isOut = levels.map { $0 - top < -Self.range }
    if order == .bySize {
      guard !isOut.contains(true) else {
        self = try PivotedTriangle(
          of: matrix, logScales: scales, order: .pivoted, workspace: &workspace)
        return
      }
      pivots.sort { levels[$0] > levels[$1] }
      triangle = matrix.columns(pivots)
      triangle.scale(rows: ones(matrix.rowCount), columns: pivots.map { multipliers[$0] })
      try triangle.reduceToR(workspace: &workspace)
    } else {
      triangle = matrix
      triangle.scale(rows: ones(matrix.rowCount), columns: multipliers)
      pivots = try triangle.reduceToPivotedR(workspace: &workspace)
    }

    let diagonal = (0..<triangle.rowCount).map { triangle[$0, $0].magnitude }
    let rank = diagonal.firstIndex(of: 0) ?? diagonal.count
    // Rows are final up to the first pivot out of range; what follows is factorized on its own.
    let final = min(rank, pivots.firstIndex { isOut[$0] } ?? rank)
    graded = triangle.submatrix(rows: 0..<final, columns: 0..<scales.count)
    graded.scale(
      rows: (0..<final).map { Scalar(Double.exp(-hidden[pivots[$0]])) / diagonal[$0] },
      columns: pivots.map { Scalar(Double.exp(hidden[$0])) })
    if order == .bySize, rank < diagonal.count || graded.maximumMagnitude > Self.growthLimit {
      self = try PivotedTriangle(
        of: matrix, logScales: scales, order: .pivoted, workspace: &workspace)
      return
    }
    logScales = (0..<final).map { top + hidden[pivots[$0]] + Double.log(Double(diagonal[$0])) }
    triangle.scale(rows: ones(triangle.rowCount), columns: pivots.map { 1 / multipliers[$0] })
    if final < rank {
      let rest = final..<scales.count
      let tail = try PivotedTriangle(
        of: triangle.submatrix(rows: final..<rank, columns: rest),
        logScales: pivots[rest].map { scales[$0] }, order: .pivoted, workspace: &workspace)
      append(tail, from: final)
    } else if rank < triangle.rowCount {
      triangle = triangle.submatrix(rows: 0..<rank, columns: 0..<scales.count)
    }
  }

  /// Completes the first `final` rows by the triangle of what is left.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func append(_ tail: PivotedTriangle, from final: Int) {
    let rest = final..<pivots.count
    let order = Array(0..<final) + tail.pivots.map { final + $0 }
    func joined(_ upper: Matrix<Scalar>, _ lower: Matrix<Scalar>) -> Matrix<Scalar> {
      var whole = Matrix<Scalar>(rows: final + lower.rowCount, columns: pivots.count)
      for j in 0..<pivots.count {
        for i in 0..<final { whole[i, j] = upper[i, order[j]] }
        if j >= final {
          for i in 0..<lower.rowCount { whole[final + i, j] = lower[i, j - final] }
        }
      }
      return whole
    }
    triangle = joined(triangle, tail.triangle)
    graded = joined(graded, tail.graded)
    logScales += tail.logScales
    let remaining = Array(pivots[rest])
    pivots.replaceSubrange(rest, with: tail.pivots.map { remaining[$0] })
  }

  private func ones(_ count: Int) -> [Scalar] { Array(repeating: 1, count: count) }
}
