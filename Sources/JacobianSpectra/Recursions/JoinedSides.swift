import DenseLinearAlgebra

/// A product of two blocks in the scales of their core, A·B = left·diag(e^d)·rightᵀ.
///
/// With A = B_A·diag(e^a)·L_A and Bᵀ = B_B·diag(e^b)·L_B, the core diag(e^a)·L_A·L_Bᵀ·diag(e^b) is
/// graded from both sides. Its LU factorization with complete pivoting leaves one set of scales:
/// A·B = (B_A·Πᵀ·L)·diag(e^d)·(B_B·Ξ·Uᵀ)ᵀ.
struct JoinedSides<Scalar: LinearAlgebraScalar> {
  /// B_A·Πᵀ·L.
  let left: RoundedMatrix<Scalar>
  /// What rounding of A did to e^d.
  let leftErrors: GradedErrors<Scalar>
  /// B_B·Ξ·Uᵀ.
  let right: RoundedMatrix<Scalar>
  /// What rounding of B did to e^d.
  let rightErrors: GradedErrors<Scalar>
  /// d, in nats.
  let logPivots: [Double]

  /// - Parameters:
  ///   - later: A.
  ///   - earlier: Bᵀ.
  /// - Returns: nil where a side has lost directions.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init?(_ later: LagBlock<Scalar>, _ earlier: LagBlock<Scalar>) {
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
    logPivots = factors.logPivots
    leftErrors = outerErrors.joined(
      through: lower, inverse: inverses.lowerTransposed, order: order, losses: losses,
      logPivots: logPivots)
    rightErrors = innerErrors.joined(
      through: upper, inverse: inverses.upper, order: transposedOrder,
      losses: losses.map { _ in 0 }, logPivots: logPivots)
    var left = later.columns.product(columns: order, timesTransposeOf: lower)
    var right = earlier.columns.product(columns: transposedOrder, timesTransposeOf: upper)
    // What rounding in the core did to L and to U lies in smaller directions, too, and may come to show where the scales
    // of one side rise towards these.
    if Self.rise(of: order.map { outerScales[$0] }) > Self.riseLimit
      || Self.rise(of: transposedOrder.map { inner.logScales[$0] }) > Self.riseLimit
    {
      left = left.sampling(leftErrors)
      left.sample(losses)
      right = right.sampling(rightErrors)
      right.sample(losses)
    }
    (self.left, self.right) = (left, right)
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
