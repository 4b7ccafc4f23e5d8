import DenseLinearAlgebra

extension Matrix {
  /// W with A·W = C for this square matrix A: every entry of A·W - C is small beside the terms of that sum, however
  /// far rows and columns lie apart.
  ///
  /// - Parameter right: C.
  /// - Returns: nil where A is singular, or W not finite.
  /// - Complexity: 2·n³/3 flops, and 6·n² for each column of C.
  /// - Source: Higham 2002, "Accuracy and Stability of Numerical Algorithms", section 9.8 for A transposed, and section
  ///   12.2 for the refinement.
  func rowwiseSolution(of right: Matrix) -> Matrix? {
    precondition(
      columnCount == rowCount && right.rowCount == rowCount,
      "\(right.rowCount) rows on the right of a \(rowCount)×\(columnCount) matrix")
    guard let factors = RowwiseFactors(self) else { return nil }
    var solution = factors.solution(of: right)
    // Elimination leaves residuals that are small beside whole rows; what is left of them then is small beside each term.
    for _ in 0..<2 { solution.add(factors.solution(of: right - self * solution)) }
    return solution.maximumMagnitude.isFinite ? solution : nil
  }
}

/// A·Π = L·U with a unit triangle U, |u_ij| ≤ 1: by elimination with column pivoting.
private struct RowwiseFactors<Scalar: LinearAlgebraScalar> {
  private let lower: Matrix<Scalar>
  private let upper: Matrix<Scalar>
  /// Row j of the solution stands in row `places[j]` before it is put in order.
  private let places: [Int]

  /// - Returns: nil where `matrix` is singular.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init?(_ matrix: Matrix<Scalar>) {
    let n = matrix.rowCount
    var (lower, upper) = (matrix, Matrix<Scalar>(rows: n, columns: n))
    var order = Array(0..<n)
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
    }
    (self.lower, self.upper) = (lower, upper)
    places = order.indices.sorted { order[$0] < order[$1] }
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func solution(of right: Matrix<Scalar>) -> Matrix<Scalar> {
    let n = lower.rowCount
    var rest = right
    var solution = Matrix<Scalar>(rows: n, columns: right.columnCount)
    for k in 0..<n {
      let column = Array(lower.column(k))
      for j in 0..<right.columnCount { solution[k, j] = rest.reduce(column: j, by: column, row: k) }
    }
    for j in 0..<right.columnCount {
      for k in (0..<n).reversed() {
        let factor = solution[k, j]
        for i in 0..<k { solution[i, j] -= factor * upper[i, k] }
      }
    }
    return solution.rows(places)
  }
}

extension Matrix {
  /// Takes the multiple of `other` from column `column` that leaves nothing of it in row `row`.
  ///
  /// - Returns: The multiple.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  fileprivate mutating func reduce(column: Int, by other: [Scalar], row: Int) -> Scalar {
    let factor = self[row, column] / other[row]
    for i in row..<rowCount { self[i, column] -= factor * other[i] }
    return factor
  }
}
