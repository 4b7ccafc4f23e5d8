import RealModule

/// The LU factorization with complete pivoting of diag(e^a)·W·diag(e^b) for a square W and scales that may
/// lie any number of nats apart:
///
///     diag(e^a)·W·diag(e^b) = Πᵀ·L·diag(e^d)·U·Ξᵀ,  |l_ij| ≤ 1 = l_jj,  |u_ij| ≤ 1 = |u_ii|.
///
/// Elimination commutes with scales: it works on W itself, and only the choice of the next pivot,
/// the largest entry that is left, looks at them. Where W says enough of each pivot, L and U are
/// well-conditioned, and singular values far below the largest keep their relative accuracy.
///
/// - Source: Demmel, Gu, Eisenstat, Slapničar, Veselić and Drmač 1999, "Computing the singular value
///   decomposition with high relative accuracy".
package struct ScaledLU<Scalar: LinearAlgebraScalar>: Sendable {
  /// Row i of L is row `rowOrder[i]` of W.
  package private(set) var rowOrder: [Int]
  /// Column j of U is column `columnOrder[j]` of W.
  package private(set) var columnOrder: [Int]
  /// d, in nats.
  package private(set) var logPivots: [Double] = []
  /// What elimination leaves of W in pivot order: multipliers below the diagonal, pivots on it.
  private var factors: Matrix<Scalar>
  private let rowScales: [Double]
  private let columnScales: [Double]

  /// Scales lower than this below the largest are weighted as if they were this high, in nats: products of
  /// two with an entry stay within the exponent range.
  private static var floor: Double { 0.15 * Double.log(Double(Scalar.leastNormalMagnitude)) }
  /// Weights are made again when the largest scale has fallen by this much, in nats.
  private static var fall: Double { -floor / 4 }

  /// - Parameters:
  ///   - matrix: W.
  ///   - rowScales: a, finite.
  ///   - columnScales: b, finite.
  /// - Returns: nil where W is singular, or an entry is not finite.
  /// - Complexity: 2·n³/3 flops at the speed of the memory that holds W.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package init?(of matrix: Matrix<Scalar>, rowScales: [Double], columnScales: [Double]) {
    precondition(
      rowScales.count == matrix.rowCount && columnScales.count == matrix.columnCount
        && matrix.rowCount == matrix.columnCount,
      "\(rowScales.count) and \(columnScales.count) scales for a"
        + " \(matrix.rowCount)×\(matrix.columnCount) matrix")
    self.rowScales = rowScales
    self.columnScales = columnScales
    factors = matrix
    rowOrder = Array(0..<matrix.rowCount)
    columnOrder = Array(0..<matrix.columnCount)
    var rows = PivotWeights<Scalar>(rowScales, floor: Self.floor)
    var columns = PivotWeights<Scalar>(columnScales, floor: Self.floor)
    let nothing = [Scalar](repeating: 0, count: matrix.rowCount)
    var largest = columnScales.indices.map {
      factors.eliminate(0, times: nothing, fromRow: 0, ofColumn: $0, weights: rows.weights)
    }
    for k in 0..<matrix.rowCount {
      guard let pivot = place(of: largest, after: k, rows: rows, columns: columns) else {
        return nil
      }
      swapRows(k, pivot.row)
      swapColumns(k, pivot.column)
      rows.swapAt(k, pivot.row)
      columns.swapAt(k, pivot.column)
      largest.swapAt(k, pivot.column)
      let value = factors[k, k]
      let multipliers = (k + 1..<matrix.rowCount).map { factors[$0, k] / value }
      guard value.isFinite, multipliers.allSatisfy(\.isFinite) else { return nil }
      for (i, multiplier) in multipliers.enumerated() { factors[k + 1 + i, k] = multiplier }
      logPivots.append(
        rowScales[rowOrder[k]] + columnScales[columnOrder[k]]
          + Double.log(Double(value.magnitude)))
      rows.refresh(after: k, fall: Self.fall)
      columns.refresh(after: k, fall: Self.fall)
      for j in k + 1..<matrix.columnCount {
        largest[j] = factors.eliminate(
          factors[k, j], times: multipliers, fromRow: k + 1, ofColumn: j, weights: rows.weights)
      }
    }
    guard factors.isFinite else { return nil }
  }

  /// The largest entry that is left in rows and columns from `k` on, as scaled.
  private func place(
    of largest: [Scalar], after k: Int, rows: PivotWeights<Scalar>, columns: PivotWeights<Scalar>
  ) -> (row: Int, column: Int)? {
    let column = (k..<largest.count).max {
      largest[$0] * columns.weights[$0] < largest[$1] * columns.weights[$1]
    }!
    let entries = factors.column(column)
    let start = entries.startIndex
    let row = (k..<factors.rowCount).max {
      entries[start + $0].magnitude * rows.weights[$0]
        < entries[start + $1].magnitude * rows.weights[$1]
    }!
    // Where an entry of a row or column at the floor seems to be the largest, another may be larger.
    if factors[row, column] != 0, !rows.isAtFloor(row), !columns.isAtFloor(column) {
      return (row, column)
    }
    var found: (row: Int, column: Int, level: Double)?
    for j in k..<factors.columnCount {
      for i in k..<factors.rowCount where factors[i, j] != 0 {
        let level = rows.scales[i] + columns.scales[j] + Double.log(Double(factors[i, j].magnitude))
        if level > found?.level ?? -.infinity { found = (i, j, level) }
      }
    }
    return found.map { ($0.row, $0.column) }
  }

  private mutating func swapRows(_ i: Int, _ j: Int) {
    guard i != j else { return }
    rowOrder.swapAt(i, j)
    factors.swapRows(i, j)
  }

  private mutating func swapColumns(_ i: Int, _ j: Int) {
    guard i != j else { return }
    columnOrder.swapAt(i, j)
    factors.swapColumns(i, j)
  }

  /// Lᵀ.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package func transposedLowerFactor() -> Matrix<Scalar> {
    let scales = rowOrder.map { rowScales[$0] }
    var lower = Matrix<Scalar>.identity(factors.rowCount)
    for j in scales.indices {
      for i in 0..<j { lower[i, j] = factors[j, i] * Self.ratio(scales[j] - scales[i]) }
    }
    return lower
  }

  /// U.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package func upperFactor() -> Matrix<Scalar> {
    let scales = columnOrder.map { columnScales[$0] }
    var upper = Matrix<Scalar>(rows: factors.rowCount, columns: factors.rowCount)
    for j in scales.indices {
      for i in 0...j {
        upper[i, j] =
          factors[i, j] / factors[i, i].magnitude * Self.ratio(scales[j] - scales[i])
      }
    }
    return upper
  }

  /// e^`nats`, finite: what it multiplies is no more than 1 over it.
  private static func ratio(_ nats: Double) -> Scalar {
    Scalar(Double.exp(min(nats, Double.log(Double(Scalar.greatestFiniteMagnitude)))))
  }

  /// (L'⁻¹)ᵀ and U'⁻¹ for W = L'·U' in pivot order, the diagonal of L' being 1: what errors in W are
  /// magnified by.
  ///
  /// - Returns: Upper triangles; nil if an entry is not finite.
  package func inverses() -> (lowerTransposed: Matrix<Scalar>, upper: Matrix<Scalar>)? {
    var lower = factors.transposed()
    for j in logPivots.indices { lower[j, j] = 1 }
    guard let lowerTransposed = lower.inverseOfUpperTriangle(),
      let upper = factors.inverseOfUpperTriangle(), lowerTransposed.isFinite, upper.isFinite
    else { return nil }
    var (left, right) = (Matrix<Scalar>(rows: 0, columns: 0), Matrix<Scalar>(rows: 0, columns: 0))
    left.setToUpperTrapezoid(of: lowerTransposed, rows: logPivots.count)
    right.setToUpperTrapezoid(of: upper, rows: logPivots.count)
    return (left, right)
  }
}
