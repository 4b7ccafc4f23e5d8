internal import COpenBLAS

extension Matrix {
  /// The inverse of a square upper triangle; nil if a diagonal entry is zero.
  ///
  /// - Complexity: n³/3 flops.
  /// - Accuracy: entrywise, |error| ≤ n·ε·|R⁻¹||R||R⁻¹| (Higham 2002, section 14.2).
  /// - Source: LAPACK `trtri`.
  public func inverseOfUpperTriangle() -> Matrix? {
    precondition(rowCount == columnCount, "the inverse of a \(rowCount)×\(columnCount) matrix")
    var inverse = self
    guard rowCount > 0 else { return inverse }
    let n = Int32(rowCount)
    let info = unsafe inverse.elements.withUnsafeMutableBufferPointer { a in
      unsafe Scalar._routines.trtri(columnMajor, option("U"), option("N"), n, a.baseAddress!, n)
    }
    precondition(info >= 0, "LAPACK refused argument \(-info)")
    return info == 0 ? inverse : nil
  }
}
