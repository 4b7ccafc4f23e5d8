internal import COpenBLAS

extension Matrix {
  /// The inverse of a square upper triangle; nil if a diagonal entry is zero.
  ///
  /// - Complexity: n³/3 flops.
  /// - Accuracy: entrywise, |error| ≤ n·ε·|R⁻¹||R||R⁻¹| (Higham 2002, section 14.2).
  /// - Source: LAPACK `trtri` for small triangles, and the recursion of Elmroth, Gustavson, Jonsson and
  ///   Kågström 2004 for larger ones.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package func inverseOfUpperTriangle() -> Matrix? {
    precondition(rowCount == columnCount, "the inverse of a \(rowCount)×\(columnCount) matrix")
    for i in 0..<rowCount where self[i, i] == 0 { return nil }
    var inverse = self
    let size = rowCount
    guard size > 0 else { return inverse }
    unsafe inverse.storage.withUnsafeMutableBufferPointer {
      unsafe Self.invertUpperTriangle($0.baseAddress!, count: size, leading: Int32(size))
    }
    return inverse
  }

  /// Below this size LAPACK inverts a triangle column by column.
  private static var smallTriangle: Int { 24 }

  /// With R in four parts, R⁻¹ has R₁₁⁻¹ and R₂₂⁻¹ on the diagonal and -R₁₁⁻¹·R₁₂·R₂₂⁻¹ above it.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private static func invertUpperTriangle(
    _ first: UnsafeMutablePointer<Scalar>, count: Int, leading: Int32
  ) {
    guard count > smallTriangle else {
      let info = unsafe Scalar._routines.trtri(
        columnMajor, option("U"), option("N"), Int32(count), first, leading)
      precondition(info == 0, "LAPACK found a zero or refused argument \(info)")
      return
    }
    let upper = count / 2
    let lower = count - upper
    let corner = unsafe first + upper * Int(leading)
    let rest = unsafe corner + upper
    unsafe invertUpperTriangle(first, count: upper, leading: leading)
    unsafe invertUpperTriangle(rest, count: lower, leading: leading)
    unsafe Scalar._routines.trmm(
      CblasColMajor, CblasLeft, CblasUpper, CblasNoTrans, CblasNonUnit, Int32(upper), Int32(lower),
      -1, first, leading, corner, leading)
    unsafe Scalar._routines.trmm(
      CblasColMajor, CblasRight, CblasUpper, CblasNoTrans, CblasNonUnit, Int32(upper), Int32(lower),
      1, rest, leading, corner, leading)
  }

  /// An estimate of ‖R⁻¹‖₁ for a square upper triangle R, infinite where it is singular.
  ///
  /// - Complexity: O(n²).
  /// - Accuracy: hardly ever less than a third of the true norm (Higham 1988), and never more.
  /// - Source: LAPACK `trcon`.
  package func inverseNormOfUpperTriangle() -> Scalar {
    precondition(rowCount == columnCount, "the inverse of a \(rowCount)×\(columnCount) matrix")
    guard rowCount > 0 else { return 0 }
    let n = Int32(rowCount)
    var scratch = [Scalar](repeating: 0, count: 3 * rowCount)
    var integers = [Int32](repeating: 0, count: rowCount)
    var reciprocal: Scalar = 0
    let info = unsafe elements.withUnsafeBufferPointer { a in
      unsafe scratch.withUnsafeMutableBufferPointer { work in
        unsafe integers.withUnsafeMutableBufferPointer { integers in
          unsafe Scalar._routines.trcon(
            columnMajor, option("1"), option("U"), option("N"), n, a.baseAddress!, n, &reciprocal,
            work.baseAddress!, integers.baseAddress!)
        }
      }
    }
    precondition(info >= 0, "LAPACK refused argument \(-info)")
    let inverseNorm = 1 / (reciprocal * columnSumNorm())
    return inverseNorm.isFinite ? inverseNorm : .infinity
  }
}
