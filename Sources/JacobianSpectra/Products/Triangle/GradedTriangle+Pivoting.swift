import DenseLinearAlgebra
import RealModule

extension GradedTriangle {
  /// Scales may differ by this much inside one LAPACK call; nats. The rest of the exponent range is
  /// left to the entries themselves.
  static var range: Double { -0.7 * Double.log(Double(Scalar.leastNormalMagnitude)) }

  /// Takes as the next column the one of which most is left, as scaled by e^ℓ_j. Where the rank
  /// leaves nothing, there are no more; where rounding leaves nothing to see, what it may have hidden is taken.
  ///
  /// - Parameters:
  ///   - rank: That of the matrix: zeros in it may be made by rounding.
  ///   - sizes: Of the columns of which the matrix has what is left, where it is not the whole of them.
  ///   - earlier: By how many nats its rows have been raised already at most.
  /// - Throws: `LinearAlgebraError` if an entry is not finite.
  /// - Complexity: one pivoted QR, and one more for every ``range`` by which the scales spread.
  /// - Source: Stewart 1995, "On graded QR decompositions of products of matrices".
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(
    pivoting matrix: Matrix<Scalar>, logScales scales: [Double],
    rank structuralRank: @autoclosure () -> Int,
    leftOf sizes: [Scalar]? = nil, raisedBefore earlier: Double = 0,
    workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) {
    try matrix.requireFinite("geqp3")
    let magnitudes = matrix.columnMagnitudes()
    let sizes = sizes ?? magnitudes
    let levels = scales.adding(logsOf: magnitudes)
    guard let top = levels.max(), top > -.infinity else {
      let empty = Matrix<Scalar>(rows: 0, columns: scales.count)
      self.init(triangle: empty, graded: empty, logScales: [], pivots: Array(scales.indices))
      return
    }
    // Columns are scaled by powers of two, exactly; `hidden` is what is left of their scale. It is
    // far below 0 for columns out of range, which are shown at its edge.
    let ln2 = Double.log(2)
    let shifts = zip(levels, scales).map { level, scale in
      let shift = ((max(level - top, -Self.range) - level + scale) / ln2).rounded()
      return level == -.infinity ? 0 : min(max(shift, -Self.largestShift), Self.largestShift)
    }
    let multipliers = shifts.map { Scalar(sign: .plus, exponent: .init($0), significand: 1) }
    let hidden = levels.indices.map {
      levels[$0] == -.infinity ? 0 : scales[$0] - top - shifts[$0] * ln2
    }
    var r = matrix
    r.scale(rows: Array(repeating: 1, count: matrix.rowCount), columns: multipliers)
    // As they are scaled: what a row that is small beside others says would be lost if it stood above them.
    let order = r.rowsBySize(atLeast: r.rowCount)
    r = r.rows(order)
    let pivots = try r.reduceToPivotedR(workspace: &workspace)
    let wholes = pivots.map {
      min(sizes[$0] * multipliers[$0], .greatestFiniteMagnitude)
    }
    let floors = r.hiddenSizes(leftOf: wholes)
    let found = (0..<min(r.rowCount, r.columnCount)).map { r[$0, $0].magnitude }
    let rank = r.raiseHiddenPivots(to: floors, rank: structuralRank())
    let diagonal = (0..<rank).map { r[$0, $0].magnitude }
    let raises = zip(diagonal, found).map {
      earlier + Double.log(Double($0)) - Double.log(Double($1))
    }
    // Rows are final up to the first pivot out of range; what follows is factorized on its own.
    let final = min(rank, pivots.firstIndex { levels[$0] - top < -Self.range } ?? rank)
    var s = r.submatrix(rows: 0..<final, columns: 0..<scales.count)
    s.scale(
      rows: (0..<final).map { Scalar(Double.exp(-hidden[pivots[$0]])) / diagonal[$0] },
      columns: pivots.map { Scalar(Double.exp(hidden[$0])) })
    let logScales = (0..<final).map {
      top + hidden[pivots[$0]] + Double.log(Double(diagonal[$0]))
    }
    r.scale(
      rows: Array(repeating: 1, count: r.rowCount), columns: pivots.map { 1 / multipliers[$0] })
    let upper = GradedTriangle(
      triangle: r.submatrix(rows: 0..<final, columns: 0..<scales.count), graded: s,
      logScales: logScales, pivots: pivots,
      logHidden: floors.indices.dropFirst(rank).map {
        top + hidden[pivots[$0]] + Double.log(Double(floors[$0]))
      }.max() ?? -.infinity,
      raises: Array(raises[..<final]), pivotRows: Array(order[..<final]))
    guard final < rank else {
      self = upper
      return
    }
    let rest = final..<scales.count
    let lower = try GradedTriangle(
      pivoting: r.submatrix(rows: final..<rank, columns: rest),
      logScales: pivots[rest].map { scales[$0] }, rank: rank - final,
      leftOf: pivots[rest].map { sizes[$0] }, raisedBefore: raises[final...].max() ?? 0,
      workspace: &workspace)
    self = upper.completed(by: lower, rows: Array(order[final...]))
  }

  /// Powers of two beyond this have no reciprocal.
  private static var largestShift: Double { Double(Scalar.greatestFiniteMagnitude.exponent - 1) }

  /// This triangle with the one of what its rows leave below it.
  private func completed(by lower: GradedTriangle, rows: [Int]) -> GradedTriangle {
    let final = logScales.count
    let order = Array(0..<final) + lower.pivots.map { final + $0 }
    func joined(_ above: Matrix<Scalar>, _ below: Matrix<Scalar>) -> Matrix<Scalar> {
      var whole = Matrix<Scalar>(rows: final + below.rowCount, columns: pivots.count)
      for j in 0..<pivots.count {
        for i in 0..<final { whole[i, j] = above[i, order[j]] }
        if j >= final {
          for i in 0..<below.rowCount { whole[final + i, j] = below[i, j - final] }
        }
      }
      return whole
    }
    return GradedTriangle(
      triangle: joined(triangle, lower.triangle), graded: joined(graded, lower.graded),
      logScales: logScales + lower.logScales, pivots: order.map { pivots[$0] },
      logHidden: lower.logHidden, raises: raises + lower.raises,
      pivotRows: pivotRows + lower.pivotRows.map { rows[$0] })
  }
}

extension Matrix {
  /// What rounding may have hidden of the columns of this triangle, an ε of each, and so much that squares of a
  /// quotient stay in range.
  ///
  /// - Parameter sizes: Of the columns of which these are what is left.
  fileprivate func hiddenSizes(leftOf sizes: [Scalar]) -> [Scalar] {
    let least = Scalar.leastNormalMagnitude.squareRoot()
    return zip(columnMagnitudes(), sizes).map { max($0 * .ulpOfOne, $1 * least) }
  }

  /// Raises entries of the diagonal of this triangle to what rounding may have hidden, and their rows with them: the
  /// directions of these become as much smaller.
  ///
  /// - Parameter structuralRank: From here on there is nothing.
  /// - Returns: The rank.
  fileprivate mutating func raiseHiddenPivots(
    to floors: [Scalar], rank structuralRank: @autoclosure () -> Int
  ) -> Int {
    let hidden = (0..<min(rowCount, columnCount)).filter { !(self[$0, $0].magnitude > floors[$0]) }
    guard !hidden.isEmpty else { return min(rowCount, columnCount) }
    let rank = structuralRank()
    for i in hidden where i < rank {
      let (pivot, raised) = (self[i, i], max(floors[i], .leastNormalMagnitude))
      for j in i + 1..<max(columnCount, i + 1) where self[i, j] != 0 {
        // No more than the pivot is, which was taken for being the largest.
        let share = self[i, j] / pivot
        self[i, j] = share.magnitude <= 1 ? raised * share : raised * (share > 0 ? 1 : -1)
      }
      self[i, i] = raised
    }
    return rank
  }
}
