/// The upper bidiagonal Uᵀ·A·V that Householder reflections from both sides leave of a matrix A, of at
/// least as many rows as columns. It has the same singular values.
///
/// - Source: Golub and Kahan 1965, in one pass over the matrix a column (Howell and others 2008,
///   "Cache efficient bidiagonalization using BLAS 2.5 operators").
package struct Bidiagonal<Scalar: LinearAlgebraScalar>: Sendable {
  /// Its diagonal.
  package let diagonal: [Scalar]
  /// What stands to the right of the diagonal, and a zero.
  package let superdiagonal: [Scalar]
  /// The most that a reflection of rows has put into a row, over the size of that row of A.
  ///
  /// A reflection I - τ·v·vᵀ adds -v_i·f to row i, f = τ·vᵀ·A, with rounding of ε·|v_i|·‖f‖; those of
  /// columns move entries within their rows. So rows keep about (1 + `rowMixing`)·ε of relative
  /// accuracy. Rows of zeros are left out. It is a few units where rows are graded in descending order,
  /// and without limit where the reflections exhaust a cluster of singular values, as a Krylov process
  /// does, and go on with small rows before large ones.
  package let rowMixing: Scalar

  /// Of a matrix of at least as many rows as columns, whose squares stay within the range of exponents.
  ///
  /// - Throws: ``LinearAlgebraError`` if an entry is not finite.
  /// - Complexity: 8/3·n³ flops for a square matrix.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package init(
    of matrix: Matrix<Scalar>, workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) {
    let (m, n) = (matrix.rowCount, matrix.columnCount)
    precondition(m >= n, "\(m) rows for \(n) columns")
    guard n > 0 else {
      (diagonal, superdiagonal, rowMixing) = ([], [], 0)
      return
    }
    try matrix.requireFinite("bdsqr")
    var diagonal = [Scalar](repeating: 0, count: n)
    var superdiagonal = diagonal
    var added = [Scalar](repeating: 0, count: m)
    let scratch = householderScratchCount(m, n, of: Scalar.self)
    unsafe matrix.elements.withUnsafeBufferPointer { a in
      unsafe diagonal.withUnsafeMutableBufferPointer { d in
        unsafe superdiagonal.withUnsafeMutableBufferPointer { e in
          unsafe added.withUnsafeMutableBufferPointer { added in
            unsafe workspace.withScratch(scratch) { work in
              unsafe Scalar._vectorFunctions.bidiagonalize(
                a.baseAddress, m, n, work, d.baseAddress, e.baseAddress, added.baseAddress)
            }
          }
        }
      }
    }
    self.diagonal = diagonal
    self.superdiagonal = superdiagonal
    rowMixing = zip(added, matrix.rowNorms()).reduce(0) { largest, row in
      row.1 > 0 ? max(largest, row.0 / row.1) : largest
    }
  }

  /// Its singular values in descending order, each to ε of itself (to ε of the largest, should `bdsqr` not
  /// converge).
  ///
  /// - Throws: ``LinearAlgebraError`` if no iteration converges.
  /// - Complexity: O(n²).
  /// - Source: LAPACK `bdsqr` (Fernando and Parlett 1994, "Accurate singular values and differential qd
  ///   algorithms"); ``Matrix/lapackSingularValues(workspace:)`` should that not converge.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package func singularValues(
    workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> [Scalar] {
    var (values, above) = (diagonal, superdiagonal)
    let count = values.count
    guard count > 0 else { return [] }
    let info = unsafe values.withUnsafeMutableBufferPointer { d in
      unsafe above.withUnsafeMutableBufferPointer { e in
        unsafe workspace.withScratch(4 * count) { work in
          unsafe Scalar._routines.bdsqr(
            columnMajor, option("U"), Int32(count), 0, 0, 0, d.baseAddress!, e.baseAddress!, nil, 1,
            nil, 1, nil, 1, work)
        }
      }
    }
    guard info != 0 else { return values }
    var matrix = Matrix<Scalar>(rows: count, columns: count)
    for i in 0..<count {
      matrix[i, i] = diagonal[i]
      if i + 1 < count { matrix[i, i + 1] = superdiagonal[i] }
    }
    return try matrix.lapackSingularValues(workspace: &workspace)
  }
}
