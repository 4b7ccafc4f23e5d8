public import ComplexModule

extension Matrix {
  /// The eigenvalues of a square matrix, in LAPACK's order; conjugate pairs stand together.
  ///
  /// - Throws: ``LinearAlgebraError`` if an entry is not finite, or the iteration does not converge.
  /// - Complexity: about 10·n³ flops.
  /// - Accuracy: those of A + E, ‖E‖ a small multiple of ε·‖A‖ after balancing.
  /// - Source: LAPACK `geev`.
  public func eigenvalues(
    workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> [Complex<Scalar>] {
    precondition(rowCount == columnCount, "eigenvalues of a \(rowCount)×\(columnCount) matrix")
    try requireFinite("geev")
    guard rowCount > 0 else { return [] }
    let n = Int32(rowCount)
    var copy = elements
    var real = [Scalar](repeating: 0, count: rowCount)
    var imaginary = real
    let info = unsafe copy.withUnsafeMutableBufferPointer { a in
      unsafe real.withUnsafeMutableBufferPointer { wr in
        unsafe imaginary.withUnsafeMutableBufferPointer { wi in
          unsafe workspace.call { work, size, _ in
            unsafe Scalar._routines.geev(
              columnMajor, option("N"), option("N"), n, a.baseAddress!, n, wr.baseAddress!,
              wi.baseAddress!, nil, 1, nil, 1, work, size)
          }
        }
      }
    }
    if info != 0 { throw notConverged("geev", info) }
    return zip(real, imaginary).map { Complex($0, $1) }
  }

  /// The eigenvalues of a square matrix.
  public func eigenvalues() throws(LinearAlgebraError) -> [Complex<Scalar>] {
    var workspace = LAPACKWorkspace<Scalar>()
    return try eigenvalues(workspace: &workspace)
  }

  /// The largest modulus of an eigenvalue; 0 for an empty matrix.
  ///
  /// Not the spectral norm, which is the largest singular value and never smaller.
  public func spectralRadius(
    workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> Scalar {
    try eigenvalues(workspace: &workspace).map(\.length).max() ?? 0
  }
}
