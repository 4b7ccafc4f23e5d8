import DenseLinearAlgebra
import RealModule

/// Products P_ij = F_i·B_j of few left factors and few right ones, and ln σ₁ of many of them without
/// forming any.
///
/// The Golub–Kahan–Lanczos process runs for all pairs at once, so that each factor is multiplied by a
/// panel, a column for every pair it is part of. It starts from random vectors, one for each left
/// factor, and keeps no basis: for the largest value none is needed (Paige 1972).
///
/// What is accepted:
/// - A Ritz value θ with ‖P·v - θ·u‖ ≤ ``residualLimit``·θ. Some singular value lies that close to it.
///   It is another than σ₁ only if the start has next to nothing of u₁: while θ² stays below σ₁² by
///   the fraction δ, the share η of u₁ in the start, beside those u_i whose values lie in between, is
///   below residual/δ, and the chance of η < x is below x·√(2/π) times the root of their number. A
///   shortfall beyond ``clusterFactor`` times the residual has a chance of a percent, beyond 1e-6 of 1e-5, and that
///   only where another value lies as close to σ₁.
/// - A product whose rounding error is small beside σ₁. `images` are Pᵀ·u for the start u, taken
///   factor by factor, and of √½·u and √⅔·u, so that all roundings differ: where the error is that of a single sum, one
///   of them may well have the same, by chance. The larger difference counts. The factors know nothing of u, so
///   that ‖δPᵀ·u‖·√n estimates ‖δP‖_F, and has a chance below x of being less than x·‖δP‖₂. It is less where
///   u has little of u₁ and P is near rank one, so that δP lies along u₁ as well: how much of u₁ the start
///   has is known in the end, and ‖δPᵀ·u‖ is divided by that.
///
/// - A product of which nothing that could show much in σ₁ has vanished below the exponent range, neither when its
///   factors were made nor in the process.
///
/// The bound that is given with a value is ``clusterFactor`` times the residual, ten times that estimate, what may have
/// vanished, and the rounding of the process and of the logarithm.
///
/// - Source: Golub and Kahan 1965, "Calculating the singular values and pseudo-inverse of a matrix";
///   Halko, Martinsson and Tropp 2011, "Finding structure with randomness", lemma 4.1, for the probe.
struct ProductTile<Scalar: LinearAlgebraScalar>: Sendable {
  /// F_iᵀ, shape [inner, rows].
  var left: [ScaledMatrix<Scalar>] = []
  /// Whether there is a single left factor, the identity, in place of ``left``.
  var isLeftIdentity = false
  /// B_j, shape [inner, columns].
  var right: [ScaledMatrix<Scalar>] = []
  /// The start u for each F_i, a column each; shape [rows, left factors].
  var starts = Matrix<Scalar>(rows: 0, columns: 0)
  /// P_ijᵀ·(s·u) for each B_j, for the first s of ``imageScales`` and all i, then for the next; shape [columns,
  /// imageScales.count·left.count].
  var images: [ScaledColumns<Scalar>] = []

  // Panels that keep their memory: a column for every pair that is under way.
  private var u = Matrix<Scalar>(rows: 0, columns: 0)
  private var v = Matrix<Scalar>(rows: 0, columns: 0)
  /// F_iᵀ·u or B_j·v, then what the other factor is to be multiplied by.
  private var inner = Matrix<Scalar>(rows: 0, columns: 0)
  private var other = Matrix<Scalar>(rows: 0, columns: 0)

  /// 1e-11 for `Double`, 4·ε for `Float`, relative to θ; ln σ₁ is right to the square of it over the gap to the
  /// next value. The smaller it is, the less probable is it that a larger value was missed.
  static var residualLimit: Double { max(1e-11, 4 * Double(Scalar.ulpOfOne)) }
  /// How many residuals σ₁ may lie above the value: where other values are as close to it, the start has less of u₁
  /// than one part in so many only by chance.
  static var clusterFactor: Double { 64 }
  /// ε^⅔: the estimated rounding error of P, relative to σ₁.
  static var roundingLimit: Double { Double.pow(Double(Scalar.ulpOfOne), 2.0 / 3) }
  /// Not powers of two of each other or of 1.
  static var imageScales: [Scalar] { [Scalar(0.5).squareRoot(), Scalar(2.0 / 3).squareRoot()] }
  /// Beyond this many products the full spectrum costs no more.
  private static var iterationLimit: Int { 128 }

  /// ln σ₁ of each pair; nil where it could not be had within the limits, or is zero.
  ///
  /// - Parameter pairs: By left factor, then right; not empty.
  /// - Complexity: two products of each factor, but for the identity, with a vector for every pair and iteration, 5
  ///   to 40.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func logNorms(of pairs: [FactorPair]) -> [LogNorm?] {
    var results = [LogNorm?](repeating: nil, count: pairs.count)
    var order = PairOrder(pairs, places: Array(pairs.indices))
    var values = [BidiagonalRitzValue](repeating: .init(), count: pairs.count)
    var deviations: [Scalar] = []
    var betas = [Scalar](repeating: 0, count: pairs.count)
    start(pairs)
    for iteration in 0..<Self.iterationLimit {
      Self.step(
        by: right, order.rightRuns, sorted: order.leftOfRight, subtracting: betas, of: &v, &inner,
        &other)
      if iteration == 0 { deviations = self.deviations(pairs, in: order) }
      let alphas = Self.normalize(&v, &inner)
      if isLeftIdentity {
        inner.goBackByIdentity(subtracting: alphas, of: &u)
      } else {
        Self.step(
          by: left, order.leftRuns, sorted: order.rightOfLeft, subtracting: alphas, of: &u, &inner,
          &other)
      }
      betas = Self.normalize(&u, &inner)

      var open: [Int] = []
      for (column, place) in order.places.enumerated() {
        values[place].append(
          alpha: Double(alphas[order.rightOfLeft[column]]), beta: Double(betas[column]))
        guard values[place].residual <= Self.residualLimit else {
          if values[place].value.isFinite { open.append(column) }
          continue
        }
        let norm = values[place].value
        let rounding =
          Double(deviations[place])
          * max(Double(v.rowCount).squareRoot(), 1 / values[place].startShare)
        guard norm > 0 else { continue }
        let underflow = underflow(of: pairs[place], norm: norm)
        let limit = Self.roundingLimit * norm
        if rounding <= limit, underflow <= limit {
          let value = Double.log(norm) + Double(exponent(of: pairs[place])) * Double.log(2)
          let steps = Double(values[place].count) + Double(v.rowCount).squareRoot()
          results[place] = LogNorm(
            value: value,
            errorBound: Self.clusterFactor * values[place].residual
              + (10 * rounding + underflow) / norm
              + Double(Scalar.ulpOfOne) * steps + 2 * Double.ulpOfOne * value.magnitude)
        }
      }
      guard !open.isEmpty else { break }
      guard open.count < order.count else { continue }
      let kept = PairOrder(pairs, places: open.map { order.places[$0] })
      v = v.columns(kept.leftOfRight.map { order.rightOfLeft[open[$0]] })
      u = u.columns(open)
      inner = inner.columns(open)
      betas = open.map { betas[$0] }
      order = kept
    }
    return results
  }

  /// Sets u to the starts and `inner` to F_iᵀ·u for every pair, v to zero.
  private mutating func start(_ pairs: [FactorPair]) {
    let places = pairs.map(\.left)
    u.setToColumns(places, of: starts)
    if isLeftIdentity {
      inner.setToColumns(places, of: starts)
    } else {
      other = Matrix(rows: left[0].matrix.rowCount, columns: starts.columnCount)
      for i in 0..<starts.columnCount {
        other.addProduct(of: left[i].matrix, with: starts.column(i), toColumn: i)
      }
      inner.setToColumns(places, of: other)
    }
    v = Matrix(rows: right[0].matrix.columnCount, columns: pairs.count)
  }

  /// For a panel x of columns that are not sorted by factor, q ← Aᵀ·x - q·diag(factors) and x ← A·q.
  private static func step(
    by matrices: [ScaledMatrix<Scalar>], _ runs: [PairOrder.Run], sorted places: [Int],
    subtracting factors: [Scalar], of q: inout Matrix<Scalar>, _ x: inout Matrix<Scalar>,
    _ memory: inout Matrix<Scalar>
  ) {
    memory.setToColumns(places, of: x)
    let factors = places.map { factors[$0] }
    for run in runs {
      matrices[run.factor].matrix.multiplyThereAndBack(
        columns: run.columns, of: memory, subtracting: factors, of: &q, into: &x)
    }
  }

  /// Divides the columns of q, and x = A·q with them, by the 2-norms of q, which it returns; a column
  /// of zeros stays.
  private static func normalize(
    _ q: inout Matrix<Scalar>, _ x: inout Matrix<Scalar>
  ) -> [Scalar] {
    let norms = q.columnNorms()
    let factors = norms.map { $0 > 0 ? 1 / $0 : 0 }
    q.scaleColumns(factors)
    x.scaleColumns(factors)
    return norms
  }

  /// The norm of the largest difference between Pᵀ·u in `v` and in ``images``, for every pair.
  private func deviations(_ pairs: [FactorPair], in order: PairOrder) -> [Scalar] {
    var largest = [Scalar](repeating: 0, count: v.columnCount)
    for (k, scale) in Self.imageScales.enumerated() {
      var elements: [Scalar] = []
      elements.reserveCapacity(v.elements.count)
      for run in order.rightRuns {
        let group = run.columns.map { pairs[order.places[order.leftOfRight[$0]]] }
        let image = images[run.factor]
        let places = group.map { k * starts.columnCount + $0.left }
        let factors: [Scalar] = zip(places, group).map {
          ScaledMatrix.power(image.exponents[$0] - exponent(of: $1)) / scale
        }
        elements += image.columns.columns(places, times: factors).elements
      }
      let difference =
        Matrix(rows: v.rowCount, columns: v.columnCount, columnMajor: elements) - v
      largest = zip(largest, difference.columnNorms()).map { $1 > $0 || $1.isNaN ? $1 : $0 }
    }
    return order.rightOfLeft.map { largest[$0] }
  }

  /// A bound on the norm of what a product lost because its factors' entries were too small, and, where its norm is
  /// small beside theirs, of what the process loses: products with vectors of that norm are made larger afterwards.
  private func underflow(of pair: FactorPair, norm: Double) -> Double {
    let right = right[pair.right]
    // Its largest entry is near 1, and the process loses nothing that shows.
    guard !isLeftIdentity else { return right.underflow }
    let left = left[pair.left]
    let isNormSmall = norm < Self.smallNorm
    guard left.underflow > 0 || right.underflow > 0 || isNormSmall else { return 0 }
    let entryCount = left.matrix.elements.count + right.matrix.elements.count
    let lost =
      isNormSmall ? Double(Scalar.leastNormalMagnitude) * Double(entryCount) / norm : 0
    return (left.underflow + lost) * Double(right.matrix.frobeniusNorm)
      + (right.underflow + lost) * Double(left.matrix.frobeniusNorm)
  }

  /// What the process loses below the exponent range does not show in larger norms of products of factors near 1.
  private static var smallNorm: Double {
    (Double(Scalar.leastNormalMagnitude) / Double.pow(Double(Scalar.ulpOfOne), 3)).squareRoot()
  }

  private func exponent(of pair: FactorPair) -> Int {
    (isLeftIdentity ? 0 : left[pair.left].exponent) + right[pair.right].exponent
  }
}
