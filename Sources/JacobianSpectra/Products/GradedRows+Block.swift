import DenseLinearAlgebra
import RealModule

extension GradedRows {
  /// The singular values of B·diag(e^ℓ)·L for a matrix B (`factor`) that is not orthonormal, with
  /// bounds on their errors.
  ///
  /// With diag(e^ℓ)·L = Kᵀ·diag(e^d)·Q̃ᵀ they are those of C·diag(e^d), C = B·Kᵀ, and of diag(e^s)·S
  /// where C = X·R and R·diag(e^d) = diag(e^s)·S. Rows of C are sorted by size, so that the small ones
  /// which saturated units make keep their relative accuracy. Where columns of C depend on each other by
  /// more than R can say, B is absorbed first, as the next factor would be.
  ///
  /// - Throws: `LinearAlgebraError` if an entry is not finite.
  /// - Complexity: a QR of Lᵀ, once for all blocks with the same L; a triangular product, a QR and an SVD,
  ///   and n³/3 flops for the bounds; 12·n³ where errors are followed.
  /// - Source: Cox and Higham 1998, "Stability of Householder QR factorization for weighted least
  ///   squares problems", for the order of rows.
  func spectrum(
    under factor: RoundedMatrix<Scalar>, workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> LogSpectrum {
    if let found = try spectrum(under: factor, isAbsorbed: false, workspace: &workspace) {
      return found
    }
    var rows = self
    let basis = try rows.absorb(factor, workspace: &workspace).basis
    return try rows.spectrum(under: basis, isAbsorbed: true, workspace: &workspace)!
  }

  /// - Returns: nil where columns depend on each other, and are not those of a basis.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private func spectrum(
    under factor: RoundedMatrix<Scalar>, isAbsorbed: Bool,
    workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> LogSpectrum? {
    let damped = try damped(workspace: &workspace)
    var product = factor.values.columns(damped.order)
    product.multiplyFromRight(upperTriangular: damped.triangle, transposed: true)
    try product.requireFinite("geqrf")
    let columns = SortedColumns(of: product, logScales: damped.logScales)
    let triangle = try columns.triangle(
      rank: isAbsorbed ? columns.matrix.columnCount : nil, workspace: &workspace)
    guard isAbsorbed || triangle.dependentColumns.isEmpty else { return nil }
    var errors = factor.productErrors
    errors.multiplyFromRight(columns: damped.order, byTransposeOf: damped.triangle)
    let logUnseen = columns.logUnseen(errors, without: triangle, logScales: damped.logScales)
    var losses = triangle.losses(of: columns.errors(errors), columns: columns.matrix)
    let spectrum = try GradedSpectrum(of: triangle, workspace: &workspace)
    var total = self.errors
    total.pass(through: damped)
    let older = total.older(
      factor.older.product(columns: damped.order, timesTransposeOf: damped.triangle),
      in: product, returnedBy: triangle)
    let effects = columns.effects(
      of: older, triangle: triangle, basis: triangle.quotient(of: columns.matrix))
    if let effects { losses = zip(losses, effects.shown).map(+) }
    total.pass(
      through: triangle.graded, pivots: triangle.pivots.map { columns.order[$0] },
      losses: losses, logScales: triangle.logScales)
    total.addDamping(inverseNorm: damped.inverseNorm)
    total.addDecomposition(of: spectrum)
    return LogSpectrum(
      spectrum.logSingularValues,
      errorBounds: total.bounds(
        of: spectrum.logSingularValues, logScales: triangle.logScales,
        logRowError: self.errors.logRowError(
          under: factor.values.columnNorms(), logScales: logScales),
        logUnseen: logUnseen, changes: effects?.changes))
  }

  /// The singular values of X·diag(e^ℓ)·L for an orthonormal X, which are those of the rows alone.
  ///
  /// - Throws: `LinearAlgebraError` if an entry is not finite.
  /// - Complexity: a QR of Lᵀ and an SVD.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func spectrumUnderBasis(
    workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> LogSpectrum {
    let damped = try damped(workspace: &workspace)
    let spectrum = try GradedSpectrum(of: damped, workspace: &workspace)
    var total = errors
    total.pass(through: damped)
    total.addDamping(inverseNorm: damped.inverseNorm)
    total.addDecomposition(of: spectrum)
    return LogSpectrum(
      spectrum.logSingularValues,
      errorBounds: total.bounds(
        of: spectrum.logSingularValues, logScales: damped.logScales,
        logRowError: errors.logRowError(
          under: [Scalar](repeating: 1, count: logScales.count), logScales: logScales),
        logUnseen: -.infinity, changes: nil))
  }
}

extension SortedColumns {
  /// R of a factorization of ``matrix``.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  fileprivate func triangle(
    rank: Int?, workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> GradedTriangle<Scalar> {
    if let found = try triangle(by: .householder, rank: rank, workspace: &workspace) {
      return found
    }
    return try pivotedQuotient(rank: rank, workspace: &workspace).triangle
  }
}

extension GradedTriangle {
  /// A loss that is small beside those that a long product adds up.
  private static var smallLoss: Double { 2048 * Double(Scalar.ulpOfOne) }

  /// What the factorization of `columns` (B) loses in each direction, or a bound on it where that is
  /// small enough.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  fileprivate func losses(of errors: RoundingErrors<Scalar>, columns: Matrix<Scalar>) -> [Double] {
    guard let inverse = square.inverseOfUpperTriangle() else {
      return logScales.map { _ in .infinity }
    }
    let divided = divided(errors, inverse: inverse)
    let simple = simpleLosses(of: divided)
    guard !simple.allSatisfy({ $0 <= Self.smallLoss }) else { return simple }
    return losses(of: divided, quotient: quotient(of: columns))
  }

  /// X = B·R⁻¹ for the columns of B, made orthonormal where these depend on each other.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  fileprivate func quotient(of columns: Matrix<Scalar>) -> Matrix<Scalar> {
    var quotient = pivoted(columns)
    quotient.divideFromRight(byUpperTriangular: triangle)
    quotient.reorthogonalize(dependentColumns)
    return quotient
  }
}
