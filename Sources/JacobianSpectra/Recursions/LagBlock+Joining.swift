import DenseLinearAlgebra

extension LagBlock {
  /// The block A·B of a product that was split at a state in between, for square A and B.
  ///
  /// With A·B = left·diag(e^d)·rightᵀ as ``JoinedSides`` have it and right·diag(e^d) = X·diag(e^c)·S, the block is
  /// (left·Sᵀ)·diag(e^c)·Xᵀ.
  ///
  /// - Parameters:
  ///   - later: A, from the state in between to the later one.
  ///   - earlier: Bᵀ, from the earlier one to the state in between.
  /// - Returns: nil where a side has lost directions.
  /// - Throws: `LinearAlgebraError` if an entry is not finite.
  /// - Complexity: some 9·n³ flops as matrix products, and 2·n³/3 as vector operations.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init?(
    joining later: LagBlock, toTransposed earlier: LagBlock,
    workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) {
    guard let sides = JoinedSides(later, earlier) else { return nil }
    let (left, right) = (sides.left, sides.right)
    var (errors, others) = (sides.leftErrors, sides.rightErrors)
    let columns = SortedColumns(of: right.values, logScales: sides.logPivots)
    let (triangle, basis) = try columns.quotient(workspace: &workspace)
    guard triangle.logScales.count == sides.logPivots.count,
      triangle.dependentColumns(in: basis).isEmpty
    else { return nil }
    var lost = QuotientErrors(
      of: columns.errors(right.productErrors), in: columns, by: triangle, method: .cholesky,
      quotient: basis, basis: basis, closely: false
    ).losses
    lost = triangle.withReturned(lost, of: right.older)
    let pivots = triangle.pivots.map { columns.order[$0] }
    let older =
      triangle.returnsErrors ? others.sampled(right.older, in: right.values) : right.older
    if let effects = columns.effects(of: older, triangle: triangle, basis: basis) {
      lost = zip(zip(lost, effects.shown).map(+), effects.changes).map(+)
      errors.addTurns(effects.turned)
    }
    others.pass(
      through: triangle.graded, inverse: triangle.gradedInverse(), pivots: pivots, losses: lost,
      logScales: triangle.logScales)
    errors.pass(
      through: triangle.graded, inverse: triangle.gradedInverse(), pivots: pivots,
      losses: lost.map { _ in 0 },
      logScales: triangle.logScales)
    errors.add(others)
    self.init(
      columns: left.product(columns: pivots, timesTransposeOf: triangle.graded),
      graded: GradedRows(
        logScales: triangle.logScales, orthonormal: basis.transposed(), errors: errors,
        possibleRank: min(later.graded.possibleRank, earlier.graded.possibleRank),
        hasUnderflow: later.graded.hasUnderflow || earlier.graded.hasUnderflow
          || right.floors != nil))
  }
}
