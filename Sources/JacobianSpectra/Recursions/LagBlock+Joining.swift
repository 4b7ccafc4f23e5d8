import DenseLinearAlgebra

extension LagBlock {
  /// The block A·B of a product that was split at a state in between, for square A and B.
  ///
  /// With A = B_A·diag(e^a)·L_A and Bᵀ = B_B·diag(e^b)·L_B, the core diag(e^a)·L_A·L_Bᵀ·diag(e^b) is
  /// graded from both sides. Its LU factorization with complete pivoting leaves one set of scales:
  /// A·B = (B_A·Πᵀ·L)·diag(e^d)·(B_B·Ξ·Uᵀ)ᵀ. With B_B·Ξ·Uᵀ·diag(e^d) = X·diag(e^c)·S, the block is
  /// (B_A·Πᵀ·L·Sᵀ)·diag(e^c)·Xᵀ.
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
    let (outer, inner) = (later.graded, earlier.graded)
    let count = outer.columnCount
    guard outer.rows.rowCount == count, inner.rows.rowCount == count,
      let factors = ScaledLU(
        of: outer.rows * inner.rows.transposed(), rowScales: outer.logScales,
        columnScales: inner.logScales),
      let inverses = factors.inverses()
    else { return nil }
    let (lower, upper) = (factors.transposedLowerFactor(), factors.upperFactor())
    let (order, transposedOrder) = (factors.rowOrder, factors.columnOrder)
    let (outerErrors, innerErrors, outerScales) = (outer.errors, inner.errors, outer.logScales)
    let losses = GradedErrors<Scalar>.losses(
      inverses,
      variances: (
        order.map { outerErrors.rowVariances[$0] + 1 },
        transposedOrder.map { innerErrors.rowVariances[$0] }
      ), rowScales: order.map { outerScales[$0] }, logPivots: factors.logPivots)
    var errors = outerErrors.joined(
      through: lower, inverse: inverses.lowerTransposed, order: order, losses: losses,
      logPivots: factors.logPivots)
    var others = innerErrors.joined(
      through: upper, inverse: inverses.upper, order: transposedOrder,
      losses: losses.map { _ in 0 },
      logPivots: factors.logPivots)
    var left = later.columns.product(columns: order, timesTransposeOf: lower)
    var right = earlier.columns.product(columns: transposedOrder, timesTransposeOf: upper)
    // What rounding in the core did to L and to U lies in smaller directions, too, and may come to show where the scales
    // of one side rise towards these.
    if Self.rise(of: order.map { outerScales[$0] }) > Self.riseLimit
      || Self.rise(of: transposedOrder.map { inner.logScales[$0] }) > Self.riseLimit
    {
      left = left.sampling(errors)
      left.sample(losses)
      right = right.sampling(others)
      right.sample(losses)
    }

    let columns = SortedColumns(of: right.values, logScales: factors.logPivots)
    let (triangle, basis) = try columns.quotient(workspace: &workspace)
    guard triangle.logScales.count == count, triangle.dependentColumns(in: basis).isEmpty
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
    let product = left.product(columns: pivots, timesTransposeOf: triangle.graded)
    self.init(
      columns: product,
      graded: GradedRows(
        logScales: triangle.logScales, orthonormal: basis.transposed(), errors: errors,
        possibleRank: min(outer.possibleRank, inner.possibleRank),
        hasUnderflow: outer.hasUnderflow || inner.hasUnderflow || right.floors != nil))
  }
  /// By how much a value exceeds an earlier one at most.
  private static func rise(of values: [Double]) -> Double {
    var (least, rise) = (Double.infinity, 0.0)
    for value in values {
      rise = max(rise, value - least)
      least = min(least, value)
    }
    return rise
  }

  /// Nats; e^6 unit roundoffs are still small. Random networks have rises of 2 to 3, saturated ones up to 6.
  private static var riseLimit: Double { 6 }
}
