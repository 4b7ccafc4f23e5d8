import DenseLinearAlgebra
import RealModule

/// What rounding may have done to diag(e^ℓ)·L so far, to first order.
///
/// An error E in a factor B = X·R acts as X·(I + F) with F = Xᵀ·E·R⁻¹ between the basis and the
/// scales: column j of F is a relative error of scale j, and of others only as much as these are
/// alike. Rounding in the rows L acts as L·(I + L⁻¹·E), a relative error of every value.
struct GradedErrors<Scalar: LinearAlgebraScalar>: Sendable {
  /// The relative error of each scale e^ℓ.
  private(set) var scales: [Double]
  /// What rounding of its log has done to each scale at most.
  private var logs: [Double]
  /// The relative error that rounding in the rows means for every singular value.
  private(set) var rows: Double
  /// The variance of the error of each row, of norm 1, in units of the squared unit roundoff.
  private(set) var rowVariances: [Scalar]

  /// By how much the bounds exceed the estimated standard deviations. Of 1 526 000 values of random networks and 22 000
  /// of a trained one in single precision, beside the same Jacobians in double, none was off by more than 13 of these.
  private static var safety: Double { 40 }

  /// What a mixing of rows counts for: with ``safety``, 2.5 times the unit roundoff of it,
  /// where .7 was seen at most.
  private static var mixingShare: Double { 1 / 16 }

  /// Errors are cut here, so that squares stay in range. Nothing is known any more of a direction with far smaller
  /// ones; but by how much it may be larger than it seems shows in others.
  private static var limit: Double { Double(Scalar.greatestFiniteMagnitude.squareRoot()) }

  /// The error of a direction of which no more is known than how large it is at most.
  static var unknown: Double { 64 }

  /// A standard deviation beyond this leaves it open whether there is anything in a direction.
  static var lostLoss: Double { 0.25 }

  /// Errors of `count` exact rows.
  init(count: Int) {
    scales = Array(repeating: 0, count: count)
    logs = scales
    rows = 0
    rowVariances = Array(repeating: 0, count: count)
  }

  /// diag(e^ℓ)·L became diag(e^d)·S·Π·L.
  ///
  /// A row of S·L has the errors of the scales that are in it. Where these do not err alike it turns, and that shows in
  /// the singular values of smaller directions: σ_k has as much of scale i as (S⁻¹)_ik² says.
  ///
  /// - Parameters:
  ///   - graded: S, |s_ii| = 1.
  ///   - inverse: S⁻¹ of the columns that are pivots; nil where rows keep their directions.
  ///   - pivots: Π.
  ///   - losses: New relative errors of the scales; infinite for those of which no more is known than how large they
  ///     are at most.
  ///   - logScales: d; adding to a large log rounds it.
  ///   - rowSquares: Σ_j s_ij² for every row of S, where the norms of the rows of S·Π·L went into d.
  mutating func pass(
    through graded: Matrix<Scalar>, inverse: @autoclosure () -> Matrix<Scalar>?, pivots: [Int],
    losses: [Double], logScales: [Double], rowSquares: [Scalar]? = nil
  ) {
    let old = pivots.map { Scalar(scales[$0]) }
    let losses = Self.withIndices(losses, logScales: logScales)
    let inherited =
      rowSquares.map { graded.meanErrors(of: old, rowSquares: $0) }
      ?? graded.rowMagnitudes(columnsTimes: old)
    let turned = Self.turned(Array(old.prefix(inherited.count)), by: inverse())
    scales = zip(zip(inherited, turned).map(+), losses).map { old, new in
      let sum = Double(old) + (new.isFinite ? new : Self.unknown)
      return sum < Self.limit ? sum : Self.limit
    }
    logs = zip(pivots, logScales).map { pivot, logScale in
      logs[pivot] + (logScale.isFinite ? Double.ulpOfOne * logScale.magnitude : 0)
    }
  }

  /// Σ_i (S⁻¹)_ik²·e_i over the larger directions i < k, where their errors are so much larger that it may show.
  private static func turned(
    _ errors: [Scalar], by inverse: @autoclosure () -> Matrix<Scalar>?
  ) -> [Scalar] {
    let none = errors.map { _ in 0 as Scalar }
    var largest: Scalar = 0
    let show = errors.contains { error in
      defer { largest = max(largest, error) }
      return largest > turningRatio * error
    }
    guard show, var inverse = inverse() else { return none }
    for i in errors.indices { inverse[i, i] = 0 }
    return inverse.upperColumnSumsOfSquares(rowsTimes: errors)
  }

  /// Errors of scales that are no more than this apart are as good as alike: a value has a part of each, and these parts
  /// add up to one.
  private static var turningRatio: Scalar { 64 }

  /// Adds what errors of directions do to others that they have overtaken: a row may have turned as far as its scale errs,
  /// and a smaller one, which is not orthogonal to it, has that for an error. While it was the larger one, nothing of that
  /// counted.
  ///
  /// - Parameters:
  ///   - pivots: Which of the directions before it each is.
  ///   - logScales: ℓ, before.
  ///   - rows: L, before.
  ///   - inverseNorm: ‖L⁻¹‖.
  mutating func addOvertaken(
    pivots: [Int], logScales: [Double], rows: Matrix<Scalar>,
    inverseNorm: @autoclosure () -> Double
  ) {
    let ratio = Double(Self.turningRatio)
    var largest = 0.0
    for (k, pivot) in pivots.prefix(scales.count).enumerated() {
      defer { largest = max(largest, scales[k]) }
      guard largest > ratio * scales[k] else { continue }
      for (j, other) in pivots.prefix(k).enumerated()
      where logScales[other] < logScales[pivot] && scales[j] > ratio * scales[k] {
        let coupling = (0..<rows.columnCount).reduce(0) {
          $0 + Double(rows[other, $1] * rows[pivot, $1])
        }
        scales[k] = min(scales[k] + scales[j] * coupling.magnitude * inverseNorm(), Self.limit)
      }
    }
  }

  /// New losses, of which those below a direction that is all rounding are infinite: it may be any part of them, and
  /// which singular values they are depends on its size. Finite ones say how large they may be.
  ///
  /// - Parameter logScales: Those of the directions.
  private static func withIndices(_ losses: [Double], logScales: [Double]) -> [Double] {
    guard
      let lost = losses.indices.filter({ !(losses[$0] < lostLoss) }).map({ logScales[$0] }).max()
    else { return losses }
    return zip(losses, logScales).map { loss, logScale in
      guard logScale <= lost else { return loss }
      return loss < lostLoss || !loss.isFinite ? .infinity : max(loss, unknown)
    }
  }

  /// diag(e^ℓ)·L became diag(e^d)·K with orthogonal rows.
  mutating func pass(through damped: DampedRows<Scalar>) {
    pass(
      through: damped.triangle, inverse: nil, pivots: damped.order,
      losses: Array(repeating: 0, count: damped.order.count), logScales: damped.logScales)
  }

  /// Those of the scales alone, with rows in which only this variance is wrong.
  func withRows(ofVariance variance: Scalar) -> GradedErrors {
    var result = self
    result.rows = 0
    result.rowVariances = Array(repeating: variance, count: scales.count)
    return result
  }

  /// Adds independent errors of the same scales.
  mutating func add(_ other: GradedErrors) {
    scales = zip(scales, other.scales).map { min($0 + $1, Self.limit) }
    logs = zip(logs, other.logs).map { $0 + $1 }
    rowVariances = zip(rowVariances, other.rowVariances).map { $0 + $1 }
    addToRows(other.rows)
  }

  /// Older errors in a factor times the basis as samples: of what they are by their sizes, where there are none yet.
  func sampled(_ older: OlderErrors<Scalar>, in factor: Matrix<Scalar>) -> OlderErrors<Scalar> {
    guard older.samples == nil else { return older }
    var samples = ErrorSamples(scales: scales, in: factor)
    if let sources = older.sources { samples.add(sources) }
    return OlderErrors(samples: samples)
  }

  /// Scale i was multiplied by e^`logs[i]`, a log that is rounded, and became `logScales[i]`.
  mutating func pass(diagonal factors: [Double], logScales: [Double]) {
    for (i, factor) in factors.enumerated() where factor.isFinite {
      logs[i] += Double.ulpOfOne * factor.magnitude
    }
    shift(to: logScales)
  }

  /// Rounding of the logs where something is added to them.
  mutating func shift(to logScales: [Double]) {
    for (i, logScale) in logScales.enumerated() where logScale.isFinite {
      logs[i] += Double.ulpOfOne * logScale.magnitude
    }
  }

  /// Rounding in a product with the rows L.
  ///
  /// - Parameter inverseNorm: ‖L⁻¹·diag(g)‖, where g is by how much rounding grew in each row of the product, as
  ///   ``GradedTriangle/growths(rowSquares:norms:)``.
  mutating func addProduct(inverseNorm: Double) {
    addToRows(Scalar.unitRoundoff * (inverseNorm + 1))
  }

  /// ln of what errors in the rows of L, and rounding in factorizations after it, may add to any singular value
  /// of B·diag(e^ℓ)·L: ‖B·diag(e^ℓ)·E‖_F.
  ///
  /// Beside the relative error of every value it says more of those near the largest.
  ///
  /// - Parameters:
  ///   - sizes: The 2-norms of the columns of B.
  ///   - logScales: ℓ.
  /// - Source: Weyl 1912, for the sum.
  func logRowError(under sizes: [Scalar], logScales: [Double]) -> Double {
    let later = 2 * Double(max(sizes.count, 1))
    let levels = logScales.adding(logsOf: sizes)
    let top = levels.max() ?? -.infinity
    guard top > -.infinity else { return -.infinity }
    let sum = zip(levels, rowVariances).reduce(0) {
      $0 + Double.exp(2 * ($1.0 - top)) * (Double($1.1) + later)
    }
    return top + Double.log(sum) / 2 + Double.log(Scalar.unitRoundoff)
  }

  /// Rounding in a QR factorization of Lᵀ.
  mutating func addDamping(inverseNorm: Double) { addToRows(Scalar.unitRoundoff * inverseNorm) }

  /// Rounding in the singular value decomposition.
  mutating func addDecomposition(of spectrum: GradedSpectrum<Scalar>) {
    addToRows(
      Scalar.unitRoundoff * spectrum.inverseNorm * max(1, Self.mixingShare * spectrum.rowMixing))
  }

  /// The rows became S·Π·L, divided by their norms.
  mutating func passRows(through graded: Matrix<Scalar>, pivots: [Int], norms: [Scalar]) {
    let variances = graded.upperRowSumsOfSquares(columnsTimes: pivots.map { rowVariances[$0] + 1 })
    rowVariances = zip(variances, norms).map {
      let variance = $0 / ($1 * $1)
      return variance.isFinite ? variance : .greatestFiniteMagnitude
    }
  }

  /// The rows L in the order `order` became R⁻ᵀ·L, of norm 1.
  ///
  /// - Parameter inverse: R⁻¹.
  mutating func passRows(dividedBy inverse: Matrix<Scalar>, order: [Int]) {
    rowVariances = inverse.upperColumnSumsOfSquares(
      rowsTimes: order.map { rowVariances[$0] + 1 })
  }

  /// Rows, nearly orthonormal, have turned towards each other by `error`.
  mutating func addTurns(_ error: Double) { addToRows(error) }

  private mutating func addToRows(_ error: Double) {
    let sum = (rows * rows + error * error).squareRoot()
    rows = sum < Self.limit ? sum : Self.limit
  }

  /// Bounds on the errors of singular values: that of a scale shows in the values of others as much
  /// as they are alike, by e^-|ℓ_i - ℓ_j|.
  ///
  /// - Parameters:
  ///   - logRowError: ln of what errors in the rows add to each value at most.
  ///   - logUnseen: ln of what has vanished below the exponent range adds to each value at most.
  ///   - changes: What squares of older errors may have changed in each direction.
  func bounds(
    of logSingularValues: [Double], logScales: [Double], logRowError: Double, logUnseen: Double,
    changes: [Double]?
  ) -> [Double] {
    let order = logScales.indices.filter { logScales[$0] > -.infinity }
      .sorted { logScales[$0] > logScales[$1] }
    var result = order.map { scales[$0] }
    for (i, j) in zip(order.indices.dropFirst(), order.indices) {
      result[i] = max(result[i], result[j] * .exp(logScales[order[i]] - logScales[order[j]]))
    }
    for (i, j) in zip(order.indices, order.indices.dropFirst()).reversed() {
      result[i] = max(result[i], result[j] * .exp(logScales[order[j]] - logScales[order[i]]))
    }
    // Which singular values smaller directions stand for depends on one that is all rounding.
    if let lost = order.indices.first(where: { !(scales[order[$0]] < Self.lostLoss) }) {
      for i in lost..<result.count { result[i] = max(result[i], Self.unknown) }
    }
    if let changes { result = zip(result, order).map { $0 + changes[$1] } }
    return order.indices.map { i in
      let rows = min(rows, .exp(logRowError - logSingularValues[i]))
      let unseen = logUnseen > -.infinity ? Double.exp(logUnseen - logSingularValues[i]) : 0
      return Self.safety * (result[i] + rows) + unseen + logs[order[i]]
        + Double.ulpOfOne * logSingularValues[i].magnitude
    }
  }
}

extension Matrix {
  /// The errors of rows Σ_j s_ij·l_j of this upper triangle S times nearly orthogonal rows l_j, relative to their norms,
  /// where l_j has the relative error `errors[j]`: √(Σ_j s_ij²·e_j²/Σ_j s_ij²).
  ///
  /// - Parameter rowSquares: Σ_j s_ij².
  fileprivate func meanErrors(of errors: [Scalar], rowSquares: [Scalar]) -> [Scalar] {
    zip(upperRowSumsOfSquares(columnsTimes: errors.map { $0 * $0 }), rowSquares).map {
      ($0 / $1).squareRoot()
    }
  }
}
