import DenseLinearAlgebra
import RealModule

extension GradedTriangle {
  /// What becomes of errors E in the columns of B = X·R in E·R⁻¹; nil where R has no inverse.
  ///
  /// - Complexity: n² flops a term of the errors.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func divided(_ errors: RoundingErrors<Scalar>) -> RoundingErrors<Scalar>? {
    guard let inverse else { return nil }
    var divided = errors
    divided.selectColumns(Array(pivots.prefix(logScales.count)))
    divided.multiplyFromRight(upperTriangular: inverse)
    divided.limit()
    return divided
  }

  /// What a factorization B = X·R loses in each direction, relative to its scale e^d_j: about the
  /// standard deviation of the error.
  ///
  /// An error E in B acts on the scales as I + F with F = Xᵀ·E·R⁻¹. Column j of F counts as much as
  /// it can show: what it puts into a larger direction i < j only by c_ij = e^(d_j - d_i). With the
  /// variance V of E·R⁻¹, the sum over i of the variances of c_ij·F_ij is Σ_r (Σ_i c_ij²·x_ri²)·V_rj. What direction j
  /// puts into i counts for both and for all between: it turns row i of what stands on the right, and their rows are not
  /// orthogonal.
  ///
  /// - Parameters:
  ///   - errors: Those of E·R⁻¹.
  ///   - quotient: X.
  /// - Complexity: O(m·n).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func losses(of errors: RoundingErrors<Scalar>, quotient: Matrix<Scalar>) -> [Double] {
    let variances = errors.matrix()
    let losses = Self.losses(variances.columnSums(weightedBySharesOf: quotient, decays: decays))
    let limit = 65536 * Scalar.unitRoundoff
    // Or entries of it are lost by rounding where variances are so large that they would count.
    let largest = Self.losses(variances.columnMagnitudes())
    let noisy = losses.indices.filter { losses[$0] > limit || largest[$0] > 1.0 / 16 }
    guard !noisy.isEmpty else { return losses }
    // What rounding left in rows of large variance is no share of them.
    var closer = quotient
    closer.reorthogonalize(noisy)
    return Self.losses(variances.columnSums(weightedBySharesOf: closer, decays: decays))
  }

  /// The loss in direction j like ``losses(of:quotient:)``, with the rounding of each term of X·R besides.
  ///
  /// - Parameters:
  ///   - errors: E, in the columns of B; without those of X·R.
  ///   - quotient: X.
  ///   - basis: X, with orthonormal columns.
  /// - Returns: nil where R has no inverse.
  /// - Complexity: O(m·n).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func closeLoss(
    inDirection j: Int, of errors: RoundingErrors<Scalar>, quotient: Matrix<Scalar>,
    basis: Matrix<Scalar>
  ) -> Double? {
    guard let inverse else { return nil }
    let square = square
    /// Σ_r of `shares`, times the variances of E·R⁻¹ in columns whose squares add up to `squares`.
    func sum(_ shares: [Scalar], _ squares: [Scalar]) -> Double {
      let terms = square.upperRowSumsOfSquares(columnsTimes: squares)
      let made = quotient.rowSumsOfSquares(columnsTimes: terms)
      var places = [Double](repeating: 0, count: pivots.count)
      for (place, square) in zip(pivots, squares) { places[place] = Double(square) }
      let old = errors.rowSums(columnsTimes: places)
      return zip(shares, zip(made, old)).reduce(0) {
        $0 + Double($1.0) * (Double($1.1.0) + $1.1.1)
      }
    }
    let own = sum(
      basis.rowSumsOfSquares(columnsTimes: visibilities(inDirection: j)),
      inverse.column(j).map { $0 * $0 })
    let fromSmaller = sum(
      basis.rowSumsOfSquares(columnsTimes: visibilities(inDirection: j, below: 0)),
      inverse.upperRowSumsOfSquares(columnsTimes: visibilities(ofSmallerThan: j)))
    return Self.losses([own + fromSmaller])[0]
  }

  /// What large errors of some directions j do to others besides: one that turns by F_ij towards another changes that
  /// by ½·(c_ij·F_ij)².
  ///
  /// - Parameters:
  ///   - errors: Those of E·R⁻¹.
  ///   - basis: X, with orthonormal columns.
  /// - Complexity: O(m·n) for each of the directions.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func turns(
    of directions: [Int], errors: RoundingErrors<Scalar>, basis: Matrix<Scalar>
  ) -> [Double] {
    var result = [Double](repeating: 0, count: logScales.count)
    for j in directions {
      var place = [Double](repeating: 0, count: logScales.count)
      place[j] = 1
      let variances = errors.rowSums(columnsTimes: place)
      for i in logScales.indices where i != j {
        let turn = zip(basis.column(i), variances).reduce(0) {
          $0 + Double($1.0) * Double($1.0) * $1.1
        }
        let share = Double.exp(min(2 * (logScales[j] - logScales[i]), 0))
        result[i] += Self.turnShare * Scalar.unitRoundoff * Scalar.unitRoundoff * turn * share
      }
    }
    return result
  }

  /// Directions with losses that are so large that their squares may show.
  static func turning(_ losses: [Double]) -> [Int] {
    let limit = Double(Scalar.ulpOfOne).squareRoot()
    return losses.indices.filter { losses[$0] > limit }
  }

  /// What a squared turn counts for: with the factor that bounds have over standard deviations, turns of 36 of these.
  /// 23 were seen where entries are small integers, and so are their errors.
  private static var turnShare: Double { 16 }

  /// A bound beyond this is not taken for a loss that may be less: in single precision it would decide on whether a
  /// value is resolved.
  static var largestSimpleLoss: Double { LogSpectrum.resolutionLimit / 400 }

  /// A bound on a loss that needs no X.
  struct SimpleLoss {
    let bound: Double
    /// The largest variance of the column over their mean, 1 where there are none: the bound is close where the rows
    /// that the direction shows in have no less than the mean.
    let spread: Double
  }

  /// Bounds on the losses that need no X: its rows have norms of 1 at most, so that Σ_i c_ij²·x_ri² ≤ 1, and its
  /// columns have norms of 1, so that the sum of these over r is Σ_i c_ij². Likewise for what smaller directions put
  /// into one.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func simpleLosses(of errors: RoundingErrors<Scalar>) -> [SimpleLoss] {
    let (sums, maxima) = (errors.columnSums(), errors.columnMaxima())
    let decays = decays
    var above = decays
    var least = decays.enumerated().map { j, decay in
      above[j] = j > 0 ? decay * (above[j - 1] + 1) : 0
      return min(sums[j], maxima[j] * (above[j] + Double(logScales.count - j)))
    }
    var (belowSums, belowMaxima) = (0.0, 0.0)
    for j in least.indices.reversed() {
      least[j] += min(belowSums, belowMaxima * (above[j] + 1))
      belowSums = decays[j] * (belowSums + sums[j])
      belowMaxima = decays[j] * (belowMaxima + maxima[j])
    }
    return zip(Self.losses(least), logScales.indices).map { bound, j in
      let mean = sums[j] / Double(errors.rowCount)
      return SimpleLoss(bound: bound, spread: mean == 0 ? 1 : maxima[j] / mean)
    }
  }

  /// c_ij² for i = j - 1, and 0 for the first j.
  private var decays: [Double] {
    logScales.indices.map { j in
      j > 0 ? Double.exp(min(2 * (logScales[j] - logScales[j - 1]), 0)) : 0
    }
  }

  /// c_ij² for every i, 1 for i = j and `below` for smaller directions.
  private func visibilities(inDirection j: Int, below: Scalar = 1) -> [Scalar] {
    var result = [Scalar](repeating: below, count: logScales.count)
    let decays = decays
    var above = 1.0
    result[j] = 1
    for i in (0..<j).reversed() {
      above *= decays[i + 1]
      result[i] = Scalar(above)
    }
    return result
  }

  /// c_ji² for the smaller directions i > j, 0 for the others.
  private func visibilities(ofSmallerThan j: Int) -> [Scalar] {
    var result = [Scalar](repeating: 0, count: logScales.count)
    var below = 1.0
    for (i, decay) in decays.enumerated().dropFirst(j + 1) {
      below *= decay
      result[i] = Scalar(below)
    }
    return result
  }

  /// With what a factorization brings back of errors of the one before where `older` ones are not followed: a unit
  /// roundoff, times what the columns depend on each other.
  func withReturned(_ losses: [Double], of older: OlderErrors<Scalar>) -> [Double] {
    guard older.samples == nil else { return losses }
    return zip(losses, dependences).map { $0 + Scalar.unitRoundoff * $1 }
  }

  private static func losses(_ sums: [Double]) -> [Double] {
    sums.map { Scalar.unitRoundoff * (1 + $0.squareRoot()) }
  }

  /// Those columns of a matrix like T that were pivots.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func pivoted(_ matrix: Matrix<Scalar>) -> Matrix<Scalar> {
    let kept = pivots.prefix(logScales.count)
    return kept.elementsEqual(0..<matrix.columnCount) ? matrix : matrix.columns(Array(kept))
  }
}
