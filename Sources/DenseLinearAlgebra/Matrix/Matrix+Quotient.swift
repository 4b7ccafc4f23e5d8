internal import COpenBLAS

extension Matrix {
  /// Becomes self·R⁻¹ for the upper triangle R of the first columnCount rows and columns of `factor`.
  ///
  /// Each row solves x·R = b on its own, so its error is relative to that row, however much smaller
  /// it is than others.
  ///
  /// - Complexity: rows·columns² flops, nearly all of them in matrix products.
  /// - Source: BLAS `trsm` for few columns, and the recursion of Elmroth, Gustavson, Jonsson and Kågström 2004
  ///   for more.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package mutating func divideFromRight(byUpperTriangular factor: Matrix) {
    precondition(
      factor.rowCount >= columnCount && factor.columnCount >= columnCount,
      "a \(factor.rowCount)×\(factor.columnCount) factor for \(columnCount) columns")
    guard rowCount > 0, columnCount > 0 else { return }
    let (rows, count) = (Int32(rowCount), columnCount)
    unsafe factor.elements.withUnsafeBufferPointer { r in
      unsafe storage.withUnsafeMutableBufferPointer { b in
        unsafe Self.divide(
          b.baseAddress!, rows: rows, count: count, by: r.baseAddress!,
          leading: Int32(factor.rowCount))
      }
    }
  }

  /// Beyond so many columns OpenBLAS is half as fast as in products.
  private static var narrowQuotient: Int { 16 }

  /// With X = (X₁, X₂), X₁ = B₁·R₁₁⁻¹ and X₂ = (B₂ - X₁·R₁₂)·R₂₂⁻¹.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private static func divide(
    _ columns: UnsafeMutablePointer<Scalar>, rows: Int32, count: Int,
    by triangle: UnsafePointer<Scalar>, leading: Int32
  ) {
    guard count > narrowQuotient else {
      unsafe Scalar._routines.trsm(
        CblasColMajor, CblasRight, CblasUpper, CblasNoTrans, CblasNonUnit, rows, Int32(count), 1,
        triangle, leading, columns, rows)
      return
    }
    let first = count / 2
    let second = count - first
    let others = unsafe columns + first * Int(rows)
    let corner = unsafe triangle + first * Int(leading)
    unsafe divide(columns, rows: rows, count: first, by: triangle, leading: leading)
    unsafe Scalar._routines.gemm(
      CblasColMajor, CblasNoTrans, CblasNoTrans, rows, Int32(second), Int32(first), -1, columns,
      rows, corner, leading, 1, others, rows)
    unsafe divide(others, rows: rows, count: second, by: corner + first, leading: leading)
  }
}
