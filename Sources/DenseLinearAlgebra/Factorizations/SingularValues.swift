/// The thin singular value decomposition U·diag(σ)·Vᵀ of a matrix.
public struct SingularValueDecomposition<Scalar: LinearAlgebraScalar>: Sendable {
  /// Orthonormal columns; shape [rows, min(rows, columns)].
  public let left: Matrix<Scalar>
  /// In descending order.
  public let values: [Scalar]
  /// Orthonormal rows; shape [min(rows, columns), columns].
  public let rightTransposed: Matrix<Scalar>
}

extension Matrix {
  /// The singular values, in descending order.
  ///
  /// - Throws: ``LinearAlgebraError`` if an entry is not finite, or no iteration converges.
  /// - Complexity: 8/3·n³ flops for a square matrix.
  /// - Accuracy: each to ε·σ₁; to ε of itself where rows are graded in descending order (Barlow
  ///   2002, "More accurate bidiagonal reduction for computing the singular value decomposition").
  /// - Source: Golub and Kahan 1965, "Calculating the singular values and pseudo-inverse of a matrix"; LAPACK `bdsqr`.
  public func singularValues() throws(LinearAlgebraError) -> [Scalar] {
    var workspace = LAPACKWorkspace<Scalar>()
    return try singularValues(workspace: &workspace)
  }

  /// The singular values, in descending order, with scratch memory that calls share.
  ///
  /// - Throws: As ``singularValues()``.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func singularValues(
    workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> [Scalar] {
    guard rowCount >= columnCount else {
      try requireFinite("bdsqr")
      return try transposed().singularValues(workspace: &workspace)
    }
    // Products of entries must stay in the range of exponents.
    let largest = maximumMagnitude
    let limit = Scalar.greatestFiniteMagnitude.exponent / 3
    if largest > 0, largest.exponent.magnitude > limit.magnitude {
      let unit = Scalar(sign: .plus, exponent: largest.exponent, significand: 1)
      let scaled = Matrix(
        rows: rowCount, columns: columnCount, columnMajor: elements.map { $0 / unit })
      return try scaled.singularValues(workspace: &workspace).map { unit * $0 }
    }
    return try Bidiagonal(of: self, workspace: &workspace).singularValues(workspace: &workspace)
  }

  /// The singular values by LAPACK's `gesdd` alone, and `gesvd` where that does not converge.
  ///
  /// - Throws: As ``singularValues()``.
  public func lapackSingularValues(
    workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> [Scalar] {
    try decompose(vectors: false, workspace: &workspace).values
  }

  /// The thin singular value decomposition.
  ///
  /// - Throws: ``LinearAlgebraError`` if an entry is not finite, or no iteration converges.
  /// - Accuracy: ‖A − UΣVᵀ‖ and the loss of orthogonality of U and V are small multiples of ε.
  /// - Source: LAPACK `gesdd`, and `gesvd` where that does not converge.
  public func singularValueDecomposition() throws(LinearAlgebraError)
    -> SingularValueDecomposition<Scalar>
  {
    var workspace = LAPACKWorkspace<Scalar>()
    return try decompose(vectors: true, workspace: &workspace)
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private func decompose(
    vectors: Bool, workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> SingularValueDecomposition<Scalar> {
    try requireFinite("gesdd")
    let count = min(rowCount, columnCount)
    var left = Matrix(rows: vectors ? rowCount : 0, columns: vectors ? count : 0)
    var right = Matrix(rows: vectors ? count : 0, columns: vectors ? columnCount : 0)
    var values = [Scalar](repeating: 0, count: count)
    guard count > 0 else {
      return SingularValueDecomposition(left: left, values: [], rightTransposed: right)
    }
    let (m, n, k) = (Int32(rowCount), Int32(columnCount), Int32(max(1, vectors ? count : 1)))
    let job = option(vectors ? "S" : "N")

    func run(_ useDivideAndConquer: Bool) -> Int {
      var copy = elements  // both routines destroy their input
      return unsafe copy.withUnsafeMutableBufferPointer { a in
        unsafe values.withUnsafeMutableBufferPointer { s in
          unsafe left.storage.withUnsafeMutableBufferPointer { u in
            unsafe right.storage.withUnsafeMutableBufferPointer { vt in
              unsafe workspace.call(integerCount: 8 * count) { work, size, integers in
                if useDivideAndConquer {
                  unsafe Scalar._routines.gesdd(
                    columnMajor, job, m, n, a.baseAddress!, m, s.baseAddress!, u.baseAddress, m,
                    vt.baseAddress, k, work, size, integers)
                } else {
                  unsafe Scalar._routines.gesvd(
                    columnMajor, job, job, m, n, a.baseAddress!, m, s.baseAddress!, u.baseAddress,
                    m, vt.baseAddress, k, work, size)
                }
              }
            }
          }
        }
      }
    }
    if run(true) != 0 {
      let info = run(false)
      if info != 0 { throw notConverged("gesvd", info) }
    }
    return SingularValueDecomposition(left: left, values: values, rightTransposed: right)
  }
}
