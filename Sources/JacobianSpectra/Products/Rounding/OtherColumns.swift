import DenseLinearAlgebra
import RealModule

/// What is not known of those columns of a factor B that are no pivots of its factorization B·Π = X·R.
///
/// R says of them how they follow from the pivots p, R_j = R_p·w_j, by rows of B that rounding may have changed. With
/// errors E of B, of which E_j has what R leaves of B_j, they are (X + E_p·R_p⁻¹)·R_j + E_j - E_p·w_j, and what this adds
/// to direction i is, relative to its scale, x_iᵀ·(E_j - E_p·w_j)·e^(ℓ_j - d_i). What the directions are is known in the
/// last pass. Scales are those that the factorization goes by.
struct OtherColumns<Scalar: LinearAlgebraScalar>: Sendable {
  /// Those of the columns of B, pivots and others, in units of the squared unit roundoff.
  private let variances: Matrix<Double>
  /// How often each counts: others once, pivot k by Σ_j w_kj²·e^2(ℓ_j - ℓ_k).
  private let weights: [Double]
  /// ℓ.
  private let logScales: [Double]
  /// Samples of E_j - E_p·w_j of older errors for the others, in units of the unit roundoff; none where these are not
  /// followed.
  private let samples: [Matrix<Scalar>]

  /// - Parameters:
  ///   - errors: Those of B.
  ///   - older: Older ones in it.
  ///   - columns: B.
  ///   - triangle: R.
  ///   - quotient: X.
  /// - Returns: Nil where all columns are pivots or zero, of which ``SortedColumns`` says what may have vanished.
  /// - Complexity: m·n² flops.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init?(
    _ errors: RoundingErrors<Scalar>, older: OlderErrors<Scalar>,
    in columns: SortedColumns<Scalar>, by triangle: GradedTriangle<Scalar>,
    quotient: Matrix<Scalar>
  ) {
    let rank = triangle.logScales.count
    guard triangle.pivots.count > rank else { return nil }
    let sizes = columns.matrix.columnMagnitudes()
    let others = triangle.pivots.indices.dropFirst(rank).filter { sizes[triangle.pivots[$0]] > 0 }
    guard !others.isEmpty else { return nil }
    let graded = triangle.graded
    let inverse = graded.submatrix(rows: 0..<rank, columns: 0..<rank).inverseOfUpperTriangle()
    let parts = inverse.map { $0 * graded.columns(others) }?.rowNorms()
    let used = (Array(0..<rank) + others).map { triangle.pivots[$0] }
    var made = errors
    made.add(quotient: quotient, by: triangle)
    var variances = made.matrix().columns(used)
    // Where pivots were chosen by what rounding had left of them, R may lack all of another column.
    let product = quotient * triangle.triangle.columns(others)
    let rest = columns.matrix.columns(Array(used.dropFirst(rank))) - product
    for j in others.indices {
      for r in 0..<rest.rowCount {
        let size = Double(rest[r, j]) / Scalar.unitRoundoff
        // What the product has rounded is in them.
        if size * size > 16 * variances[r, rank + j] { variances[r, rank + j] += size * size }
      }
    }
    self.variances = variances
    weights =
      (parts?.map { Double($0) * Double($0) } ?? Array(repeating: .infinity, count: rank))
      + others.map { _ in 1 }
    logScales = used.map { columns.logScales[$0] }
    samples =
      triangle.inverse.flatMap { inverse in
        older.samples?.rest(
          of: Array(used.dropFirst(rank)), beside: Array(used.prefix(rank)),
          times: inverse * triangle.triangle.columns(others))
      } ?? []
  }

  /// The loss in each direction.
  ///
  /// - Parameters:
  ///   - triangle: That of the last pass.
  ///   - basis: X of the last pass, with orthonormal columns.
  /// - Complexity: 2·m·n² flops.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func losses(of triangle: GradedTriangle<Scalar>, basis: Matrix<Scalar>) -> [Double] {
    var shares = Matrix<Double>(rows: 0, columns: 0)
    shares.setToSquares(of: basis)
    var sums = shares.transposed() * variances
    let first = sums.columnCount - (samples.first?.columnCount ?? 0)
    for sample in samples {
      var parts = Matrix<Scalar>(rows: basis.columnCount, columns: sample.columnCount)
      parts.setToProduct(of: basis, and: sample, transposingLeft: true)
      for j in 0..<parts.columnCount {
        for i in 0..<parts.rowCount {
          let part = Double(parts[i, j])
          sums[i, first + j] += part * part / Double(samples.count)
        }
      }
    }
    return triangle.logScales.enumerated().map { i, logScale in
      var sum = 0.0
      for (j, weight) in weights.enumerated() {
        // Nothing is known where it is not a number.
        let variance = weight * sums[i, j]
        if variance != 0 { sum += variance * Double.exp(2 * (logScales[j] - logScale)) }
      }
      return Scalar.unitRoundoff * sum.squareRoot()
    }
  }
}
