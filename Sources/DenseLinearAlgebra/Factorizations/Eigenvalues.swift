public import ComplexModule

extension Matrix {
  /// The eigenvalues of a square matrix, in LAPACK's order; conjugate pairs stand together.
  ///
  /// - Precondition: The matrix is square.
  /// - Throws: ``LinearAlgebraError`` if an entry is not finite, or the iteration does not converge.
  /// - Complexity: about 10·n³ flops.
  /// - Accuracy: those of A + E, ‖E‖ a small multiple of ε·‖A‖ after balancing.
  /// - Source: LAPACK `geev`.
  public func eigenvalues(
    workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> [Complex<Scalar>] {
    try decomposeByEigenvalues(vectors: false, workspace: &workspace).values
  }

  /// The eigenvalues and right eigenvectors of a square matrix.
  func eigendecomposition(
    workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> Eigendecomposition<Scalar> {
    try decomposeByEigenvalues(vectors: true, workspace: &workspace)
  }

  private func decomposeByEigenvalues(
    vectors: Bool, workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> Eigendecomposition<Scalar> {
    precondition(rowCount == columnCount, "eigenvalues of a \(rowCount)×\(columnCount) matrix")
    try requireFinite("geev")
    var right = Matrix(rows: vectors ? rowCount : 0, columns: vectors ? rowCount : 0)
    guard rowCount > 0 else { return Eigendecomposition(values: [], packedVectors: right) }
    let n = Int32(rowCount)
    var copy = elements
    var real = [Scalar](repeating: 0, count: rowCount)
    var imaginary = real
    let info = unsafe copy.withUnsafeMutableBufferPointer { a in
      unsafe real.withUnsafeMutableBufferPointer { wr in
        unsafe imaginary.withUnsafeMutableBufferPointer { wi in
          unsafe right.storage.withUnsafeMutableBufferPointer { vr in
            unsafe workspace.call { work, size, _ in
              unsafe Scalar._routines.geev(
                columnMajor, option("N"), option(vectors ? "V" : "N"), n, a.baseAddress!, n,
                wr.baseAddress!, wi.baseAddress!, nil, 1, vr.baseAddress, n, work, size)
            }
          }
        }
      }
    }
    if info != 0 { throw notConverged("geev", info) }
    return Eigendecomposition(
      values: zip(real, imaginary).map { Complex($0, $1) }, packedVectors: right)
  }

  /// The eigenvalues of a square matrix.
  ///
  /// - Precondition: The matrix is square.
  /// - Throws: As ``eigenvalues(workspace:)``.
  public func eigenvalues() throws(LinearAlgebraError) -> [Complex<Scalar>] {
    var workspace = LAPACKWorkspace<Scalar>()
    return try eigenvalues(workspace: &workspace)
  }
}

/// Eigenvalues and right eigenvectors as LAPACK gives them.
struct Eigendecomposition<Scalar: LinearAlgebraScalar> {
  /// In LAPACK's order: of a conjugate pair, the one with a positive imaginary part comes first.
  let values: [Complex<Scalar>]
  /// A column for each real vector; two for a pair, the real and the imaginary part of the first.
  let packedVectors: Matrix<Scalar>

  /// The eigenvector of value `index`, of norm 1, which is not the second of a pair.
  func vector(_ index: Int) -> ComplexVector<Scalar> {
    let real = packedVectors.columns([index])
    guard values[index].imaginary != 0 else {
      return ComplexVector(real: real, imaginary: Matrix(rows: real.rowCount, columns: 1))
    }
    return ComplexVector(real: real, imaginary: packedVectors.columns([index + 1]))
  }
}
