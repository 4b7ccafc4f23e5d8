import DenseLinearAlgebra

extension Matrix {
  /// Makes some columns orthogonal to all before them once more and gives them norm 1; the matrix is
  /// nearly orthonormal but for these.
  ///
  /// - Complexity: O(rows·columns) for each.
  /// - Source: Giraud, Langou, Rozložník and van den Eshof 2005, "Rounding error analysis of the
  ///   classical Gram-Schmidt orthogonalization process": twice is enough.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func reorthogonalize(_ columns: [Int]) {
    guard !columns.isEmpty else { return }
    let leading = rowCount
    var values = elements.mutableSpan
    for j in columns {
      let target = j * leading
      for _ in 0..<2 {
        for i in 0..<j {
          let source = i * leading
          var product: Scalar = 0
          for r in 0..<leading { product += values[source + r] * values[target + r] }
          for r in 0..<leading { values[target + r] -= product * values[source + r] }
        }
        var square: Scalar = 0
        for r in 0..<leading { square += values[target + r] * values[target + r] }
        let scale = square > 0 ? 1 / square.squareRoot() : 0
        for r in 0..<leading { values[target + r] *= scale }
      }
    }
  }
}
