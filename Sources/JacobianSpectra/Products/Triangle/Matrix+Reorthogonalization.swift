import DenseLinearAlgebra

extension Matrix {
  /// Makes some columns orthogonal to all before them once more and gives them norm 1; the matrix is
  /// nearly orthonormal but for these. Where nothing is left of one, some other direction takes its place.
  ///
  /// - Returns: Those that were far from norm 1, or from orthogonal to all before them as these are now.
  /// - Complexity: O(rows·columns) for each.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  @discardableResult
  mutating func reorthogonalize(_ columns: [Int]) -> [Int] {
    var skewed: [Int] = []
    for j in columns {
      let rest = orthogonalizeColumn(j)
      if !(rest.norm > 0.5 && rest.norm < 2 && rest.share > 0.5) { skewed.append(j) }
      guard !rest.isSomething else { continue }
      // Of all unit vectors, that of which the columns before say least is farthest from them.
      let said = submatrix(rows: 0..<rowCount, columns: 0..<j).rowNorms()
      setColumn(j, to: Matrix(rows: rowCount, columns: 1))
      if let row = said.indices.min(by: { said[$0] < said[$1] }) { self[row, j] = 1 }
      _ = orthogonalizeColumn(j)
    }
    return skewed
  }
}
