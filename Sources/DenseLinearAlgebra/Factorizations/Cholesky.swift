internal import COpenBLAS

extension Matrix {
  /// The upper triangle R with AᵀA = RᵀR, zeros below the diagonal; nil if AᵀA is not positive
  /// definite to rounding.
  ///
  /// - Complexity: m·n² + n³/3 flops, at the speed of matrix products.
  /// - Accuracy: as a factor of a QR factorization to ε·κ(A)² only, where `geqrf` gives ε·κ(A).
  /// - Source: BLAS `syrk`, LAPACK `potrf`.
  package func choleskyFactorOfGramMatrix() -> Matrix? {
    let n = Int32(columnCount)
    var gram = Matrix(rows: columnCount, columns: columnCount)
    guard n > 0, rowCount > 0 else { return n == 0 ? gram : nil }
    let info = unsafe elements.withUnsafeBufferPointer { a in
      unsafe gram.storage.withUnsafeMutableBufferPointer { c in
        unsafe Scalar._routines.syrk(
          CblasColMajor, CblasUpper, CblasTrans, n, Int32(rowCount), 1, a.baseAddress!,
          Int32(rowCount), 0, c.baseAddress!, n)
        return unsafe Scalar._routines.potrf(columnMajor, option("U"), n, c.baseAddress!, n)
      }
    }
    precondition(info >= 0, "LAPACK refused argument \(-info)")
    return info == 0 ? gram : nil
  }
}
