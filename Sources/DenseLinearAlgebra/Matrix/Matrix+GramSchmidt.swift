internal import COpenBLAS

extension Matrix {
  /// Makes column `j` orthogonal to those before it, which are orthonormal, and gives it norm 1, by the classical
  /// Gram-Schmidt process, twice.
  ///
  /// - Returns: The norm that the column had, the share of it that was left beside the others, and whether that is
  ///   something other than rounding. A column of norm 0 stays, and one whose norm is not finite.
  /// - Complexity: 8·rows·j flops, by `gemv`.
  /// - Source: Giraud, Langou, Rozložník and van den Eshof 2005, "Rounding error analysis of the
  ///   classical Gram-Schmidt orthogonalization process": twice is enough.
  package mutating func orthogonalizeColumn(
    _ j: Int
  ) -> (norm: Scalar, share: Scalar, isSomething: Bool) {
    let norm = columnNorm(j)
    guard norm > 0, norm.isFinite else { return (norm, 0, false) }
    divideColumn(j, by: norm)
    // The second time nothing but rounding is taken away.
    let left = (0..<2).map { _ in
      subtractProjection(ofColumn: j)
      let rest = columnNorm(j)
      if rest > 0 { divideColumn(j, by: rest) }
      return rest
    }
    return (norm, left[0], left[1] > 0.5)
  }

  /// One pass of the classical Gram-Schmidt process: column `j` x becomes x - Q·Qᵀ·x, Q being the columns before
  /// it.
  ///
  /// - Returns: Qᵀ·x.
  /// - Complexity: 4·rows·j flops, by `gemv`.
  @discardableResult
  mutating func subtractProjection(ofColumn j: Int) -> [Scalar] {
    var coefficients = [Scalar](repeating: 0, count: j)
    guard rowCount > 0, j > 0 else { return coefficients }
    let (rows, count) = (Int32(rowCount), Int32(j))
    let offset = j * rowCount
    unsafe storage.withUnsafeMutableBufferPointer { q in
      unsafe coefficients.withUnsafeMutableBufferPointer { c in
        unsafe Scalar._routines.gemv(
          CblasColMajor, CblasTrans, rows, count, 1, q.baseAddress!, rows,
          q.baseAddress! + offset, 1, 0, c.baseAddress!, 1)
        unsafe Scalar._routines.gemv(
          CblasColMajor, CblasNoTrans, rows, count, -1, q.baseAddress!, rows,
          c.baseAddress!, 1, 1, q.baseAddress! + offset, 1)
      }
    }
    return coefficients
  }

  /// Divides column `j` by `divisor`, which may have no finite reciprocal.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func divideColumn(_ j: Int, by divisor: Scalar) {
    let range = j * rowCount..<(j + 1) * rowCount
    var target = storage.mutableSpan
    for i in range { target[i] /= divisor }
  }
}
