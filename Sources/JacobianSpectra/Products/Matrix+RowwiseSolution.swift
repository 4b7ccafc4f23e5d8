import DenseLinearAlgebra

extension Matrix {
  /// W with A·W = C for this square matrix A, by elimination with column pivoting: every row of A·W - C is
  /// small beside that row of A and C, however far rows lie apart.
  ///
  /// - Parameter right: C.
  /// - Returns: nil where A is singular, or W not finite.
  /// - Complexity: 2·n³/3 flops, and n² for each column of C.
  /// - Source: Higham 2002, "Accuracy and Stability of Numerical Algorithms", section 9.8, for A transposed.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func rowwiseSolution(of right: Matrix) -> Matrix? {
    let n = rowCount
    precondition(
      columnCount == n && right.rowCount == n,
      "\(right.rowCount) rows on the right of a \(rowCount)×\(columnCount) matrix")
    var (lower, rest) = (self, right)
    var order = Array(0..<n)
    // A·Π = L·U with a unit triangle U, |u_ij| ≤ 1; C = L·Y.
    var upper = Matrix(rows: n, columns: n)
    var solution = Matrix(rows: n, columns: right.columnCount)
    for k in 0..<n {
      let pivot = (k..<n).max { lower[k, $0].magnitude < lower[k, $1].magnitude }!
      if pivot != k {
        lower.swapColumns(k, pivot)
        upper.swapColumns(k, pivot)
        order.swapAt(k, pivot)
      }
      guard lower[k, k] != 0 else { return nil }
      let column = Array(lower.column(k))
      for j in k + 1..<n { upper[k, j] = lower.reduce(column: j, by: column, row: k) }
      for j in 0..<right.columnCount { solution[k, j] = rest.reduce(column: j, by: column, row: k) }
    }
    for j in 0..<right.columnCount {
      for k in (0..<n).reversed() {
        let factor = solution[k, j]
        for i in 0..<k { solution[i, j] -= factor * upper[i, k] }
      }
    }
    let places = order.indices.sorted { order[$0] < order[$1] }
    let ordered = solution.rows(places)
    return ordered.maximumMagnitude.isFinite ? ordered : nil
  }

  /// Takes the multiple of `other` from column `column` that leaves nothing of it in row `row`.
  ///
  /// - Returns: The multiple.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func reduce(column: Int, by other: [Scalar], row: Int) -> Scalar {
    let factor = self[row, column] / other[row]
    for i in row..<rowCount { self[i, column] -= factor * other[i] }
    return factor
  }
}
