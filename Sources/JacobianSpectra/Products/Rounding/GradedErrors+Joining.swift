import DenseLinearAlgebra
import RealModule

extension GradedErrors {
  /// Errors of diag(e^a)·L_A become those of the pivots d, where diag(e^a)·L_A·L_Bᵀ·diag(e^b) =
  /// Πᵀ·L·diag(e^d)·U·Ξᵀ; and likewise those of the other side.
  ///
  /// What rounding did to a scale shows in the pivots as much as L mixes it in. What it did to the rows is an
  /// error in W = L_A·L_Bᵀ, and counts by ``losses(_:variances:rowScales:logPivots:)``.
  ///
  /// - Parameters:
  ///   - factor: Lᵀ, or U for the other side; square.
  ///   - inverse: Its inverse.
  ///   - order: Π or Ξ.
  func joined(
    through factor: Matrix<Scalar>, inverse: Matrix<Scalar>, order: [Int], losses: [Double],
    logPivots: [Double]
  ) -> GradedErrors {
    let norm = Double(factor.frobeniusNorm)
    var result = withRows(ofVariance: Scalar(norm * norm))
    result.pass(
      through: factor, inverse: inverse, pivots: order, losses: losses, logScales: logPivots)
    result.addProduct(
      inverseNorm: max(norm * norm - Double(factor.rowCount), 0).squareRoot()
        * Double(factor.inverseNormOfUpperTriangle()))
    return result
  }

  /// What errors in W = L'·U' do to each pivot, relative to it, for their variances v_i + v'_j.
  ///
  /// They act as diag(e^a)·(1 + Ψ) on the pivots, Ψ = L'⁻¹·E·U'⁻¹. Part ψ_ij of direction j shows as
  /// e^(a_i - a_j) in smaller directions i, and in larger ones by what the scales of columns leave. These count it as well,
  /// and those between: their rows and columns are not orthogonal.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  static func losses(
    _ inverses: (lowerTransposed: Matrix<Scalar>, upper: Matrix<Scalar>),
    variances: (rows: [Scalar], columns: [Scalar]), rowScales: [Double], logPivots: [Double]
  ) -> [Double] {
    let (lower, upper) = inverses
    let ones = [Scalar](repeating: 1, count: logPivots.count)
    let rows = (
      lower.upperColumnSumsOfSquares(rowsTimes: variances.rows),
      lower.upperColumnSumsOfSquares(rowsTimes: ones)
    )
    let columns = (
      upper.upperColumnSumsOfSquares(rowsTimes: ones),
      upper.upperColumnSumsOfSquares(rowsTimes: variances.columns)
    )
    var sums = logPivots.map { _ in 0.0 }
    for j in logPivots.indices {
      let (own, other) = (Double(columns.0[j]), Double(columns.1[j]))
      var sum = 0.0
      for i in logPivots.indices {
        let shown = rowScales[i] - rowScales[j] + (i < j ? min(logPivots[j] - logPivots[i], 0) : 0)
        let square = Double.exp(2 * shown) * (Double(rows.0[i]) * own + Double(rows.1[i]) * other)
        sum += square
        if i != j { sums[i] += i < j ? sum : square }
      }
      sums[j] += sum
    }
    return sums.map { Scalar.unitRoundoff * $0.squareRoot() }
  }
}
