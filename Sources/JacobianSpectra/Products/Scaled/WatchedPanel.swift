import DenseLinearAlgebra
import RealModule

/// A panel on its way through many factors, and how large what vanished below the exponent range, or where terms
/// cancelled, may be by now.
///
/// What vanished is followed by a vector of random signs that passes the same factors. A bound by their norms
/// would outgrow the panel within some hundred steps.
struct WatchedPanel<Scalar: LinearAlgebraScalar>: Sendable {
  private(set) var panel: ScaledMatrix<Scalar>
  /// A column; nil where nothing vanished.
  private var lost: ScaledMatrix<Scalar>?
  /// Of signs, other ones with every factor: with the same they would add up, or cancel.
  private var random = SeededGenerator(seed: 1)

  init(_ matrix: Matrix<Scalar>) { panel = ScaledMatrix(matrix) }

  private init(
    _ panel: ScaledMatrix<Scalar>, lost: ScaledMatrix<Scalar>?, random: SeededGenerator
  ) {
    (self.panel, self.lost, self.random) = (panel, lost, random)
  }

  /// Zeros in the shape of `other`.
  init(zerosLike other: WatchedPanel) { panel = ScaledMatrix(zerosLike: other.panel) }

  /// factorᵀ · self.
  func transported(by factor: BlockMatrix<Scalar>) -> WatchedPanel {
    var factor = factor
    let shift = Int((factor.normalizeExtremes() / .log(2)).rounded())
    var result = WatchedPanel(
      panel.transported(by: factor), lost: lost?.transported(by: factor), random: random)
    if factor.underflow != nil {
      // A unit for each entry of the factor as it was, times what it meets.
      for met in [panel, lost].compactMap(\.self) {
        result.lose(
          Scalar(factor.rowCount) * met.matrix.maximumMagnitude,
          exponent: met.exponent + Int(Underflow<Scalar>.unit.exponent) + max(-shift, 0))
      }
    }
    if let terms = factor.cancelledTerms {
      let met = zip(terms.rows, panel.matrix.rowMagnitudes()).reduce(0) { $0 + $1.0 * $1.1 }
      result.lose(
        terms.columns.map { $0 * met }, exponent: panel.exponent + Int(Scalar.ulpOfOne.exponent) - 1
      )
    }
    if panel.matrix.smallestMagnitude * factor.smallestMagnitude < Underflow<Scalar>.threshold {
      result.lose(Scalar(factor.rowCount), exponent: panel.exponent + Self.leastExponent)
    }
    result.shift(by: shift)
    return result
  }

  private mutating func shift(by exponent: Int) {
    panel.exponent += exponent
    lost?.exponent += exponent
  }

  /// The same with zeros in `rows`.
  func clearing(_ rows: [Range<Int>]) -> WatchedPanel {
    WatchedPanel(panel.clearing(rows), lost: lost?.clearing(rows), random: random)
  }

  /// Some of the rows.
  func rows(_ range: Range<Int>) -> WatchedPanel {
    WatchedPanel(panel.rows(range), lost: lost?.rows(range), random: random)
  }

  /// Adds a panel of the same shape.
  mutating func add(_ other: WatchedPanel) {
    let losesDigits = losesDigits(adding: other.panel)
    let exponent = max(panel.exponent, other.panel.exponent)
    panel.add(other.panel)
    if let more = other.lost { lose(more) }
    if losesDigits { lose(1, exponent: exponent + Self.leastExponent) }
  }

  /// Whether entries go below the exponent range in the scale of the sum.
  private func losesDigits(adding other: ScaledMatrix<Scalar>) -> Bool {
    let (higher, lower) = panel.exponent > other.exponent ? (panel, other) : (other, panel)
    let shift = ScaledMatrix<Scalar>.power(lower.exponent - higher.exponent)
    return shift < 1 && higher.matrix.maximumMagnitude > 0
      && lower.matrix.smallestMagnitude * shift < Underflow<Scalar>.threshold
  }

  /// ln of the panel's Frobenius norm; nil where what vanished may show in it.
  var logFrobeniusNorm: Double? { known(.log(Double(panel.matrix.frobeniusNorm)) + panel.logScale) }

  /// The log of a norm of the panel; nil where what vanished may show in it.
  func known(_ logNorm: Double) -> Double? { isKnown(beside: logNorm) ? logNorm : nil }

  /// Whether what vanished is small beside e^`logNorm`.
  func isKnown(beside logNorm: Double) -> Bool {
    guard let lost, lost.matrix.maximumMagnitude > 0 else { return true }
    let logLost =
      .log(Double(lost.matrix.frobeniusNorm)) + lost.logScale
      + .log(Double(panel.matrix.columnCount))
    return logLost < logNorm + .log(LogSpectrum.resolutionLimit)
  }

  /// That of numbers below which digits are lost.
  private static var leastExponent: Int { Int(Scalar.leastNormalMagnitude.exponent) }

  /// `size`·2^`exponent` vanished of each entry.
  private mutating func lose(_ size: Scalar, exponent: Int) {
    lose(Array(repeating: size, count: panel.matrix.rowCount), exponent: exponent)
  }

  /// `sizes`·2^`exponent` vanished of the entries of the rows.
  private mutating func lose(_ sizes: [Scalar], exponent: Int) {
    var signs = sizes
    random.turnSigns(of: &signs)
    var loss = ScaledMatrix(Matrix(rows: signs.count, columns: 1, columnMajor: signs))
    loss.exponent = exponent
    lose(loss)
  }

  private mutating func lose(_ more: ScaledMatrix<Scalar>) {
    if lost == nil { lost = more } else { lost!.add(more) }
  }
}
