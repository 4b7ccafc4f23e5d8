import DenseLinearAlgebra

extension GradedRows.Contents {
  /// ‖L⁻¹‖_F over √n beyond which rows are made orthonormal: once in dozens of factors.
  private static var dependenceLimit: Double { 3 }

  /// Whether rows depend on each other.
  ///
  /// Factor after factor adds rows of small scale to rows of larger ones that are like them. So ‖L⁻¹‖ grows, and with
  /// it what rounding in the rows does to every singular value.
  var areRowsDependent: Bool {
    inverseNorm > Self.dependenceLimit * Double(logScales.count).squareRoot()
  }

  /// With diag(e^ℓ)·L = Kᵀ·diag(e^d)·Q̃ᵀ the factor K, and diag(e^d)·Q̃ᵀ in place of diag(e^ℓ)·L; nil where rows depend
  /// so much on each other that Q̃ = Lᵀ·R⁻¹ would not be orthonormal.
  ///
  /// - Throws: `LinearAlgebraError` if an entry is not finite.
  /// - Complexity: two QR factorizations of Lᵀ, of which the spectrum needs one as well, and a triangular quotient.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func orthonormalized() throws(LinearAlgebraError) -> (
    damped: DampedRows<Scalar>, contents: GradedRows<Scalar>.Contents
  )? {
    let damped = try damped()
    guard damped.inverseNorm * Double(Scalar.ulpOfOne).squareRoot() < 1 else { return nil }
    var workspace = LAPACKWorkspace<Scalar>()
    var basis = rows.rows(damped.order).transposed()
    var triangle = basis
    try triangle.reduceToR(workspace: &workspace)
    guard let inverse = triangle.inverseOfUpperTriangle() else { return nil }
    basis.divideFromRight(byUpperTriangular: triangle)
    var errors = errors
    errors.pass(through: damped)
    errors.passRows(dividedBy: inverse, order: damped.order)
    errors.addDamping(inverseNorm: damped.inverseNorm)
    return (
      damped,
      GradedRows.Contents(
        logScales: damped.logScales, orthonormal: basis.transposed(), errors: errors)
    )
  }
}
