import DenseLinearAlgebra

extension Matrix {
  /// Makes some columns orthogonal to all before them once more and gives them norm 1; the matrix is
  /// nearly orthonormal but for these. Where nothing is left of one, some other direction takes its place.
  ///
  /// - Complexity: O(rows·columns) for each.
  /// - Source: Giraud, Langou, Rozložník and van den Eshof 2005, "Rounding error analysis of the
  ///   classical Gram-Schmidt orthogonalization process": twice is enough.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func reorthogonalize(_ columns: [Int]) {
    for j in columns where !orthogonalize(j) {
      // Of all unit vectors, that of which the columns before say least is farthest from them.
      let said = submatrix(rows: 0..<rowCount, columns: 0..<j).rowNorms()
      setColumn(j, to: Matrix(rows: rowCount, columns: 1))
      if let row = said.indices.min(by: { said[$0] < said[$1] }) { self[row, j] = 1 }
      _ = orthogonalize(j)
    }
  }

  /// Whether column `j` is far from norm 1, or from orthogonal to all before it.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func isSkewed(column j: Int) -> Bool {
    var part = submatrix(rows: 0..<rowCount, columns: j..<j + 1)
    let norm = part.frobeniusNorm
    guard norm > 0.5, norm < 2 else { return true }
    let before = submatrix(rows: 0..<rowCount, columns: 0..<j)
    part = part - before * (before.transposed() * part)
    return !(part.frobeniusNorm > norm / 2)
  }

  /// - Returns: Whether something other than rounding is left of column `j`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func orthogonalize(_ j: Int) -> Bool {
    let leading = rowCount
    let target = j * leading
    let size = column(j).reduce(0) { max($0, $1.magnitude) }
    guard size > 0, size.isFinite else { return false }
    var values = elements.mutableSpan
    for r in 0..<leading { values[target + r] /= size }
    var left: Scalar = 1
    for _ in 0..<2 {
      for i in 0..<j {
        let source = i * leading
        var product: Scalar = 0
        for r in 0..<leading { product += values[source + r] * values[target + r] }
        for r in 0..<leading { values[target + r] -= product * values[source + r] }
      }
      var square: Scalar = 0
      for r in 0..<leading { square += values[target + r] * values[target + r] }
      left = square.squareRoot()
      let scale = left > 0 ? 1 / left : 0
      for r in 0..<leading { values[target + r] *= scale }
    }
    // The second time nothing but rounding is taken away.
    return left > 0.5
  }
}
