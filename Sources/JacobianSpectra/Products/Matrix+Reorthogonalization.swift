import DenseLinearAlgebra

extension Matrix {
  /// Makes some columns orthogonal to all before them once more and gives them norm 1; the matrix is
  /// nearly orthonormal but for these. Where nothing is left of one, some other direction takes its place.
  ///
  /// - Returns: Those that were far from norm 1, or from orthogonal to all before them as these are now.
  /// - Complexity: O(rows·columns) for each.
  /// - Source: Giraud, Langou, Rozložník and van den Eshof 2005, "Rounding error analysis of the
  ///   classical Gram-Schmidt orthogonalization process": twice is enough.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  @discardableResult
  mutating func reorthogonalize(_ columns: [Int]) -> [Int] {
    var skewed: [Int] = []
    for j in columns {
      let rest = orthogonalize(j)
      if !(rest.norm > 0.5 && rest.norm < 2 && rest.share > 0.5) { skewed.append(j) }
      guard !rest.isSomething else { continue }
      // Of all unit vectors, that of which the columns before say least is farthest from them.
      let said = submatrix(rows: 0..<rowCount, columns: 0..<j).rowNorms()
      setColumn(j, to: Matrix(rows: rowCount, columns: 1))
      if let row = said.indices.min(by: { said[$0] < said[$1] }) { self[row, j] = 1 }
      _ = orthogonalize(j)
    }
    return skewed
  }

  /// - Returns: The norm that column `j` had, how much of it is left beside those before it, and whether
  ///   that is something other than rounding.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func orthogonalize(
    _ j: Int
  ) -> (norm: Scalar, share: Scalar, isSomething: Bool) {
    let leading = rowCount
    let target = j * leading
    let size = column(j).reduce(0) { max($0, $1.magnitude) }
    guard size > 0, size.isFinite else { return (size, 0, false) }
    var values = elements.mutableSpan
    var square: Scalar = 0
    for r in 0..<leading {
      values[target + r] /= size
      square += values[target + r] * values[target + r]
    }
    let norm = square.squareRoot()
    // The second time nothing but rounding is taken away.
    var left: [Scalar] = []
    for _ in 0..<2 {
      for i in 0..<j {
        let source = i * leading
        var product: Scalar = 0
        for r in 0..<leading { product += values[source + r] * values[target + r] }
        for r in 0..<leading { values[target + r] -= product * values[source + r] }
      }
      square = 0
      for r in 0..<leading { square += values[target + r] * values[target + r] }
      let rest = square.squareRoot()
      let scale = rest > 0 ? 1 / rest : 0
      for r in 0..<leading { values[target + r] *= scale }
      left.append(rest)
    }
    return (size * norm, left[0] / norm, left[1] > 0.5)
  }
}
