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
  /// Whether rows that are missing may have vanished below the exponent range, and not be zero.
  private(set) var mayHideRows = false

  /// Scales within one factor take a pass for every 36 nats that they span; what more passes would find
  /// is rounding.
  private static var passLimit: Int { 8 }

  /// The identity of `count` rows.
  init(identity count: Int) {
    columnCount = count
    let contents = Contents(identity: count)
    self.contents = Deferred(made: contents)
    outline = Deferred(made: contents.outline)
  }

  /// Rows that are nearly orthonormal, with errors in the scales.
  init(
    logScales: [Double], orthonormal rows: Matrix<Scalar>, errors: GradedErrors<Scalar>,
    mayHideRows: Bool
  ) {
    self.mayHideRows = mayHideRows
    columnCount = rows.columnCount
    let contents = Contents(logScales: logScales, orthonormal: rows, errors: errors)
    self.contents = Deferred(made: contents)
    outline = Deferred(made: contents.outline)
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
  mutating func absorb(
    _ factor: RoundedMatrix<Scalar>, by method: GradedTriangle<Scalar>.Method = .gram,
    workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> Absorbed {
    try factor.values.requireFinite("geqp3")
    if factor.floors != nil { mayHideRows = true }
    let areRowsDependent = outline.value.areRowsDependent
    let rows = factor.rowsInUse
    let part = factor.selected(rows: rows)
    var absorbed = try absorb(
      part.values, errors: part.errors, older: part.older, by: method, passes: 0,
      workspace: &workspace)
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
  ///   - rounding: Errors in it.
  ///   - older: Older errors in it.
  ///   - others: Columns that an earlier pass has left out.
  ///   - passes: The number of earlier passes.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func absorb(
    _ factor: Matrix<Scalar>, errors rounding: RoundingErrors<Scalar>,
    older: OlderErrors<Scalar>, others: OtherColumns<Scalar>? = nil,
    by method: GradedTriangle<Scalar>.Method, passes: Int,
    workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> Absorbed {
    if passes > 0 { try factor.requireFinite("geqp3") }
    let columns = SortedColumns(of: factor, logScales: outline.value.logScales)
    // The X of an earlier pass has the rank of B, whatever rounding has made zero in it.
    let (triangle, found) = try columns.quotient(
      by: method, rank: passes > 0 ? factor.columnCount : nil, workspace: &workspace)
    var older = columns.older(older)
    var basis = found
    // Of columns that rounding made zeros nothing is known: any direction will do.
    let sizes = basis.columnMagnitudes()
    var lost = sizes.indices.filter { sizes[$0] == 0 }
    basis.reorthogonalize(lost)
    var quotient = basis
    let skewed = quotient.reorthogonalize(triangle.dependentColumns).filter { !lost.contains($0) }
    let mayTakeAgain = passes < Self.passLimit && !skewed.isEmpty
    let closely = mayTakeAgain || older.samples != nil
    let measured: @Sendable () -> QuotientErrors<Scalar> = { [lost, quotient] in
      QuotientErrors(
        of: columns.errors(rounding), in: columns, by: triangle, method: method, quotient: found,
        basis: quotient, others: others, lost: lost, closely: closely)
    }
    // Errors of a square X lie within its span, where scales have them: nothing else waits for them.
    if !closely, skewed.isEmpty, basis.rowCount == basis.columnCount {
      take(triangle, of: columns, lost: lost) { [older] in
        triangle.withReturned(measured().losses, of: older)
      }
      return Self.absorbed(RoundedMatrix(basis), by: triangle, method: method, lost: lost)
    }
    let quotientErrors = measured()
    // Where the condition of B is beyond 1/ε, X may be far from orthonormal; it is absorbed in turn.
    if mayTakeAgain, let divided = quotientErrors.divided {
      let returned = triangle.withReturned(quotientErrors.turns, of: older)
      take(triangle, of: columns, lost: lost) { returned }
      older = older.divided(by: triangle)
      older.samples?.lose(lost, of: basis)
      let rest = try absorb(
        basis, errors: divided, older: older, others: quotientErrors.others, by: method,
        passes: passes + 1, workspace: &workspace)
      return (rest.basis, triangle.dependences.max() ?? 1, rest.isOrthonormal)
    }
    // Nor of columns that rounding alone tells from others.
    for j in skewed {
      basis.setColumn(j, to: quotient.submatrix(rows: 0..<basis.rowCount, columns: j..<j + 1))
    }
    lost += skewed
    var losses = triangle.withReturned(quotientErrors.losses, of: older)
    older.samples?.add(quotientErrors.made)
    older = older.divided(by: triangle)
    if let shown = older.samples?.takeShown(in: quotient, logScales: triangle.logScales) {
      losses = zip(losses, shown).map(max)
    } else if basis.rowCount > basis.columnCount, let divided = quotientErrors.divided {
      var sources =
        older.sources ?? ErrorSources(rows: basis.rowCount, columns: basis.columnCount)
      let shown = sources.shown(sources.parts(along: basis), logScales: triangle.logScales)
      losses = zip(losses, shown).map(+)
      sources.pass(divided, basis: basis)
      older.sources = sources
    } else {
      older.sources = nil
    }
    take(triangle, of: columns, lost: lost) { [losses] in losses }
    older.samples?.lose(lost, of: basis)
    return Self.absorbed(
      RoundedMatrix(basis, older: older), by: triangle, method: method, lost: lost)
  }

  private static func absorbed(
    _ basis: RoundedMatrix<Scalar>, by triangle: GradedTriangle<Scalar>,
    method: GradedTriangle<Scalar>.Method, lost: [Int]
  ) -> Absorbed {
    (
      basis, triangle.dependences.max() ?? 1,
      method == .householder && triangle.dependentColumns.isEmpty && lost.isEmpty
        && basis.older.sources == nil
    )
  }

  /// diag(e^ℓ)·L becomes diag(e^d)·S·Π·L.
  ///
  /// - Parameters:
  ///   - lost: Directions of which nothing is known any more.
  ///   - losses: What the factorization lost in each direction, relative to its scale.
  private mutating func take(
    _ triangle: GradedTriangle<Scalar>, of columns: SortedColumns<Scalar>, lost: [Int],
    losses: @escaping @Sendable () -> [Double]
  ) {
    let pivots = triangle.pivots.map { columns.order[$0] }
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
