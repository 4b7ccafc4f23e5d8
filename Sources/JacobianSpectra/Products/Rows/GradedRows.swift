public import DenseLinearAlgebra

/// The right-hand part diag(e^ℓ)·L of a product that is kept as X·diag(e^ℓ)·L: rows of norm 1 and,
/// apart from them, their scales as natural logs, so that nothing can overflow or underflow.
public struct GradedRows<Scalar: LinearAlgebraScalar>: Sendable {
  /// The number of columns. Where there are fewer rows, singular values are exactly zero.
  public let columnCount: Int
  /// What a product has made of the rows: spectra ask for it, and the factorization after the next.
  private var contents: Deferred<Contents>
  /// What the next factorization goes by, so that it need not wait for the rows.
  private var outline: Deferred<Outline>
  /// The largest rank that the product may have by the zeros of its factors: rows that are missing up to there may have
  /// vanished, below the exponent range or in a sum.
  private(set) var possibleRank: Int
  /// Whether numbers below the exponent range went into the product.
  private(set) var hasUnderflow = false

  /// Scales within one factor take a pass for every 36 nats that they span; what more passes would find
  /// is rounding.
  private static var passLimit: Int { 8 }

  /// The identity of `count` rows.
  init(identity count: Int) {
    (columnCount, possibleRank) = (count, count)
    let contents = Contents(identity: count)
    self.contents = Deferred(made: contents)
    outline = Deferred(made: contents.outline)
  }

  /// Rows that are nearly orthonormal, with errors in the scales.
  init(
    logScales: [Double], orthonormal rows: Matrix<Scalar>, errors: GradedErrors<Scalar>,
    possibleRank: Int, hasUnderflow: Bool = false
  ) {
    (self.possibleRank, self.hasUnderflow) = (possibleRank, hasUnderflow)
    columnCount = rows.columnCount
    let contents = Contents(logScales: logScales, orthonormal: rows, errors: errors)
    self.contents = Deferred(made: contents)
    outline = Deferred(made: contents.outline)
  }

  /// The largest rank that a product with `factor` may have.
  func possibleRank(under factor: RoundedMatrix<Scalar>) -> Int {
    // Zeros of an earlier factor may have been none.
    guard !hasUnderflow, factor.floors == nil else {
      return min(possibleRank, factor.values.rowCount)
    }
    let missing = possibleRank - factor.values.columnCount
    return min(possibleRank, factor.structuralRank + missing)
  }

  /// ℓ, in nats.
  ///
  /// - Complexity: O(1), but for the first who asks for it or the rows: 2·n³ flops.
  public var logScales: [Double] { contents.value.logScales }

  /// L, rows of norm 1; shape [logScales.count, columnCount].
  public var rows: Matrix<Scalar> { contents.value.rows }

  /// What rounding so far may have done to each scale and to the rows.
  var errors: GradedErrors<Scalar> { contents.value.errors }

  /// Adds `nats` to every scale.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func shift(by nats: Double) {
    guard nats != 0 else { return }
    contents = Deferred { [contents] in contents.value.shifted(by: nats) }
    outline = Deferred { [outline] in outline.value.shifted(by: nats) }
  }

  /// Absorbs `factor` (B) from the left: B·diag(e^ℓ)·L = X·diag(e^ℓ')·L'.
  ///
  /// X = B·R⁻¹ for a triangle R that makes its columns nearly orthonormal, not the Q of a QR
  /// factorization: each row of X has an error relative to itself, while an explicit Q carries ε in
  /// every entry, which drowns what small rows say of directions of small scale. Rounding in R does
  /// not matter, since B = X·R holds row by row with the R that was used.
  /// Exactly zero rows (inactive units) lower the rank.
  ///
  /// Where rows of L have come to depend on each other, they are made orthonormal, diag(e^ℓ')·L' = Kᵀ·diag(e^d)·Q̃ᵀ, and
  /// X·Kᵀ is absorbed in turn.
  ///
  /// Older errors are followed where B has samples of them.
  ///
  /// - Parameter method: How R is found.
  /// - Returns: X, shape [rows of B, rank]; how much B's columns depended on each other, the largest of
  ///   ``GradedTriangle/dependences``; and whether X is orthonormal but for errors that the scales have, and those
  ///   that it has samples of.
  /// - Throws: `LinearAlgebraError` if an entry is not finite.
  /// - Complexity: 2·m·n² + 2·n³ flops as matrix products, half of them when the rows are asked for; where B is too
  ///   ill-conditioned for the Cholesky factor of its Gram matrix, a pivoted QR in addition. 15·n³ where errors are
  ///   followed. Twice as much, and two QR factorizations, where rows are made orthonormal.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func absorb(
    _ factor: RoundedMatrix<Scalar>, by method: GradedTriangle<Scalar>.Method = .cholesky,
    workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> Absorbed {
    try factor.values.requireFinite("geqp3")
    if factor.floors != nil { hasUnderflow = true }
    let areRowsDependent = outline.value.areRowsDependent
    let rows = factor.rowsInUse
    let part = factor.selected(rows: rows)
    var absorbed = try absorb(
      part.values, pattern: part.pattern, errors: part.errors, older: part.older, by: method,
      passes: 0, workspace: &workspace)
    if absorbed.basis.values.columnCount < possibleRank {
      possibleRank = possibleRank(under: factor)
    }
    absorbed.basis = absorbed.basis.padded(to: rows, of: factor.values.rowCount)
    guard areRowsDependent else { return absorbed }
    guard let made = try contents.value.orthonormalized(under: absorbed.basis.values) else {
      outline = Deferred(made: contents.value.outline)
      return absorbed
    }
    contents = Deferred(made: made.contents)
    outline = Deferred(made: made.contents.outline)
    let turned = absorbed.basis.product(
      columns: made.damped.order, timesTransposeOf: made.damped.triangle)
    var again = try absorb(turned, by: method, workspace: &workspace)
    again.dependence = max(again.dependence, absorbed.dependence)
    return again
  }

  /// What ``absorb(_:by:workspace:)`` leaves outside of the rows.
  typealias Absorbed = (basis: RoundedMatrix<Scalar>, dependence: Double, isOrthonormal: Bool)

  /// - Parameters:
  ///   - factor: B, or the X of an earlier pass that is far from orthonormal.
  ///   - pattern: Where it may differ from zero.
  ///   - rounding: Errors in it.
  ///   - older: Older errors in it.
  ///   - others: Columns that an earlier pass has left out.
  ///   - passes: The number of earlier passes.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func absorb(
    _ factor: Matrix<Scalar>, pattern: ZeroPattern?, errors rounding: RoundingErrors<Scalar>,
    older: OlderErrors<Scalar>, others: OtherColumns<Scalar>? = nil,
    by method: GradedTriangle<Scalar>.Method, passes: Int,
    workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> Absorbed {
    if passes > 0 { try factor.requireFinite("geqp3") }
    var pass = try FactorizationPass(
      of: factor, logScales: outline.value.logScales, by: method,
      pattern: pattern, workspace: &workspace)
    var older = pass.columns.older(older)
    let mayTakeAgain = passes < Self.passLimit && !pass.skewed.isEmpty
    let closely = mayTakeAgain || older.samples != nil
    // Errors of a square X lie within its span, where scales have them: nothing else waits for them.
    if !closely, older.sources == nil, pass.skewed.isEmpty, pass.isSquare {
      take(pass) { [pass, older] in
        let errors = pass.errors(rounding, older: older, others: others, closely: closely)
        return pass.triangle.withReturned(errors.losses, of: older)
      }
      return pass.absorbed()
    }
    let errors = pass.errors(rounding, older: older, others: others, closely: closely)
    if mayTakeAgain, pass.mayShowMore(losses: errors.losses), let divided = errors.divided {
      let returned = pass.triangle.withReturned(errors.turns, of: older)
      take(pass) { returned }
      older = older.divided(by: pass.triangle)
      older.samples?.lose(pass.lost, of: pass.basis)
      let rest = try absorb(
        pass.basis, pattern: pass.pattern, errors: divided, older: older, others: errors.others,
        by: method,
        passes: passes + 1, workspace: &workspace)
      return (rest.basis, pass.triangle.dependences.max() ?? 1, rest.isOrthonormal)
    }
    pass.loseSkewed()
    let made = pass.triangle.withReturned(errors.losses, of: older)
    let losses = older.pass(errors, in: pass, losses: made)
    take(pass) { losses }
    older.samples?.lose(pass.lost, of: pass.basis)
    return pass.absorbed(older: older)
  }

  /// diag(e^ℓ)·L becomes diag(e^d)·S·Π·L.
  ///
  /// - Parameter losses: What the factorization lost in each direction, relative to its scale.
  private mutating func take(
    _ pass: FactorizationPass<Scalar>, losses: @escaping @Sendable () -> [Double]
  ) {
    let (triangle, lost) = (pass.triangle, pass.lost)
    let pivots = triangle.pivots.map { pass.columns.order[$0] }
    let (before, estimates) = (contents, outline.value.logScales)
    contents = Deferred {
      before.value.multiplied(
        by: triangle, of: estimates, pivots: pivots, lost: lost, losses: losses())
    }
    let levels = zip(triangle.logScales, triangle.logRowNorms).map(+)
    outline = Deferred {
      before.value.outline(multiplying: levels, of: estimates, pivots: pivots)
    }
  }

  /// diag(e^ℓ)·L with orthogonal rows.
  ///
  /// - Throws: `LinearAlgebraError` if an entry is not finite.
  func damped() throws(LinearAlgebraError) -> DampedRows<Scalar> { try contents.value.damped() }
}
