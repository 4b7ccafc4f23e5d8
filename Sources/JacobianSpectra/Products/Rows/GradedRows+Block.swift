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
    let absorbed = try rows.absorb(
      factor.sampling(errors), by: .householder, workspace: &workspace)
    return absorbed.isOrthonormal
      ? try rows.spectrum(underOrthonormal: absorbed.basis, workspace: &workspace)
      : try rows.spectrum(under: absorbed.basis, isAbsorbed: true, workspace: &workspace)!
  }

  /// - Returns: nil where columns depend on each other, and are not those of a basis.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private func spectrum(
    under factor: RoundedMatrix<Scalar>, isAbsorbed: Bool,
    workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> LogSpectrum? {
    let damped = try damped()
    var product = factor.values.columns(damped.order)
    product.multiplyFromRight(upperTriangular: damped.triangle, transposed: true)
    try product.requireFinite("geqrf")
    let columns = SortedColumns(
      of: product,
      pattern: factor.pattern?.product(columns: damped.order, timesTransposeOf: damped.triangle),
      logScales: damped.logScales)
    guard let triangle = try columns.triangle(isOfBasis: isAbsorbed, workspace: &workspace) else {
      return nil
    }
    var errors = factor.productErrors
    errors.multiplyFromRight(columns: damped.order, byTransposeOf: damped.triangle)
    let logUnseen = columns.logUnseen(errors, without: triangle, logScales: damped.logScales)
    var older = factor.older.product(
      columns: damped.order, timesTransposeOf: damped.triangle)
    var losses = triangle.losses(
      of: columns.reflected(columns.errors(errors), by: triangle), older: columns.older(older),
      in: columns)
    let spectrum = try GradedSpectrum(of: triangle, workspace: &workspace)
    var total = self.errors
    total.pass(through: damped)
    if triangle.returnsErrors { older = total.sampled(older, in: product) }
    let effects = columns.effects(
      of: older, triangle: triangle, basis: triangle.quotient(of: columns.matrix))
    losses = triangle.withReturned(losses, of: older)
    if let effects { losses = zip(losses, effects.shown).map(+) }
    losses = zip(losses, triangle.hiddenLosses).map(+)
    total.pass(
      through: triangle.graded, inverse: triangle.gradedInverse(),
      pivots: triangle.pivots.map { columns.order[$0] },
      losses: losses, logScales: triangle.logScales)
    return bounded(
      spectrum, of: damped, errors: total, logScales: triangle.logScales,
      sizes: factor.values.columnNorms(), logUnseen: logUnseen, changes: effects?.changes)
  }

  /// The singular values of X·diag(e^ℓ)·L for an orthonormal X (`basis`), which are those of the rows alone.
  ///
  /// - Throws: `LinearAlgebraError` if an entry is not finite.
  /// - Complexity: a QR of Lᵀ and an SVD; a product for each sample of older errors.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func spectrum(
    underOrthonormal basis: RoundedMatrix<Scalar>, workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> LogSpectrum {
    let damped = try damped()
    let spectrum = try GradedSpectrum(of: damped, workspace: &workspace)
    var total = errors
    total.pass(through: damped)
    let changes = basis.older.samples?
      .effects(in: basis.values, logScales: logScales).changes
    return bounded(
      spectrum, of: damped, errors: total, logScales: damped.logScales,
      sizes: Array(repeating: 1, count: logScales.count),
      changes: changes.map { changes in damped.order.map { changes[$0] } })
  }

  /// The singular values of diag(e^ℓ) where L is the identity.
  func spectrumOfScales() -> LogSpectrum {
    let values = logScales.filter { $0 > -.infinity }.sorted(by: >)
    return LogSpectrum(
      values,
      errorBounds: errors.bounds(
        of: values, logScales: logScales, logRowError: -.infinity, logUnseen: -.infinity,
        changes: nil))
  }

  /// The singular values with their bounds.
  ///
  /// - Parameters:
  ///   - damped: The rows that they were taken from, or from a product with these.
  ///   - errors: Those of scales and rows so far.
  ///   - scales: The scales that the errors belong to.
  ///   - sizes: The 2-norms of the columns of B.
  ///   - logUnseen: ln of what has vanished below the exponent range adds to each value at most.
  ///   - changes: What squares of older errors may have changed.
  private func bounded(
    _ spectrum: GradedSpectrum<Scalar>, of damped: DampedRows<Scalar>,
    errors: GradedErrors<Scalar>, logScales scales: [Double], sizes: [Scalar],
    logUnseen: Double = -.infinity, changes: [Double]?
  ) -> LogSpectrum {
    var errors = errors
    errors.addDamping(inverseNorm: damped.inverseNorm)
    errors.addDecomposition(of: spectrum)
    return LogSpectrum(
      spectrum.logSingularValues,
      errorBounds: errors.bounds(
        of: spectrum.logSingularValues, logScales: scales,
        logRowError: self.errors.logRowError(under: sizes, logScales: logScales),
        logUnseen: logUnseen, changes: changes))
  }
}

extension SortedColumns {
  /// R of a factorization of ``matrix``; nil where its columns depend too much on each other and are not those of a
  /// basis.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  fileprivate func triangle(
    isOfBasis: Bool, workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> GradedTriangle<Scalar>? {
    switch try triangle(by: .householder, workspace: &workspace) {
    case .found(let triangle): return triangle
    case .tooDependent where !isOfBasis: return nil
    case .tooDependent, .outOfOrder:
      let triangle = try pivotedQuotient(workspace: &workspace).triangle
      return isOfBasis || !triangle.saysTooLittle ? triangle : nil
    }
  }
}

extension GradedTriangle {
  /// A bound on a loss up to here is taken for it: it is small beside those that a long product adds up. More may
  /// be, where rows have errors that are alike and the bound is close.
  private static func isSmall(_ loss: SimpleLoss) -> Bool {
    let limit = (loss.spread <= 16 ? 16_384 : 2048) * Double(Scalar.ulpOfOne)
    return loss.bound <= min(limit, largestSimpleLoss)
  }

  /// What the factorization of `columns` (B) loses in each direction, or a bound on it where that is small enough or
  /// close.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  fileprivate func losses(
    of errors: RoundingErrors<Scalar>, older: OlderErrors<Scalar>,
    in columns: SortedColumns<Scalar>
  ) -> [Double] {
    guard let divided = divided(errors) else { return logScales.map { _ in .infinity } }
    let simple = simpleLosses(of: divided)
    let isWhole = pivots.count == logScales.count
    if isWhole, simple.allSatisfy(Self.isSmall) { return simple.map { $0.bound } }
    let basis = quotient(of: columns.matrix)
    var losses = losses(of: divided, quotient: basis)
    let turns = turns(of: Self.turning(losses), errors: divided, basis: basis)
    losses = zip(losses, turns).map(+)
    let others = OtherColumns(errors, older: older, in: columns, by: self, quotient: basis)
    return others.map { zip(losses, $0.losses(of: self, basis: basis)).map(+) } ?? losses
  }

  /// X = B·R⁻¹ for the columns of B, made orthonormal where these depend on each other.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  fileprivate func quotient(of columns: Matrix<Scalar>) -> Matrix<Scalar> {
    var quotient = pivoted(columns)
    quotient.divideFromRight(byUpperTriangular: triangle)
    quotient.reorthogonalize(dependentColumns(in: quotient))
    return quotient
  }
}
