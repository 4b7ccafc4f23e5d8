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
  /// so much on each other that Q̃ = Lᵀ·R⁻¹ would not be orthonormal, or X·Kᵀ would miss what K cannot hold.
  ///
  /// - Parameter basis: X.
  /// - Throws: `LinearAlgebraError` if an entry is not finite.
  /// - Complexity: two QR factorizations of Lᵀ, of which the spectrum needs one as well, and a triangular quotient.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func orthonormalized(under basis: Matrix<Scalar>) throws(LinearAlgebraError) -> (
    damped: DampedRows<Scalar>, contents: GradedRows<Scalar>.Contents
  )? {
    let damped = try damped()
    guard damped.inverseNorm * Double(Scalar.ulpOfOne).squareRoot() < 1,
      areAlike(damped.logScales) || !basis.hasRowsWithGaps()
    else { return nil }
    var workspace = LAPACKWorkspace<Scalar>()
    var turned = rows.rows(damped.order).transposed()
    var triangle = turned
    try triangle.reduceToR(workspace: &workspace)
    guard let inverse = triangle.inverseOfUpperTriangle() else { return nil }
    turned.divideFromRight(byUpperTriangular: triangle)
    var errors = errors
    errors.pass(through: damped)
    errors.passRows(dividedBy: inverse, order: damped.order)
    errors.addDamping(inverseNorm: damped.inverseNorm)
    return (
      damped,
      GradedRows.Contents(
        logScales: damped.logScales, orthonormal: turned.transposed(), errors: errors)
    )
  }

  /// Whether e^-(d_i - d_j) is in the exponent range for all rows.
  private func areAlike(_ logScales: [Double]) -> Bool {
    (logScales.max() ?? 0) - (logScales.min() ?? 0) < GradedTriangle<Scalar>.range
  }
}

extension Matrix {
  /// Whether a row has both entries that are zero, or nearly so, and others: as part of X it may be made of small
  /// directions alone, and then shows of larger ones what is below the exponent range beside their scale.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  fileprivate func hasRowsWithGaps() -> Bool {
    let negligible = Scalar.leastNormalMagnitude / Scalar.ulpOfOne
    var gaps = [Int](repeating: 0, count: rowCount)
    let values = elements.span
    for j in 0..<columnCount {
      for i in 0..<rowCount where values[i + j * rowCount].magnitude < negligible { gaps[i] += 1 }
    }
    return gaps.contains { $0 > 0 && $0 < columnCount }
  }
}
