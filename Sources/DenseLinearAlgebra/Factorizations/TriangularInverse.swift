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

  /// An estimate of ‖R⁻¹‖₁ for a square upper triangle R, infinite where it is singular.
  ///
  /// - Complexity: O(n²).
  /// - Accuracy: hardly ever less than a third of the true norm (Higham 1988), and never more.
  /// - Source: LAPACK `trcon`.
  public func inverseNormOfUpperTriangle() -> Scalar {
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
