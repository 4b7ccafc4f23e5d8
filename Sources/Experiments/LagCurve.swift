import JacobianSpectra
import RealModule
import RecurrentCells
import SpectraExport

/// ln σ₁ over the lags 1, 2, … of one end step.
struct LagCurve {
  /// NaN where it is not known: rounding noise, or below the exponent range.
  let logNorms: [Double]

  /// All lags of the last step of a run.
  init(
    of run: some JacobianSequence, _ quantity: Quantity, edges: EdgeSet = .all
  ) throws {
    let end = run.stepCount
    logNorms = try run.trace(quantity, edges: edges, step: end, lags: 1...end, measures: .norm)
      .rows.map { $0.resolvedLogSpectralNorm ?? .nan }
  }

  /// At the longest lag.
  var last: Double { logNorms.last ?? .nan }

  /// The largest that is known; NaN where none is.
  var peak: Double { logNorms.reduce(.nan, Double.maximum) }

  /// The first lag at which σ₁ is below `threshold`.
  func firstLag(below threshold: Double) -> FirstLag {
    FirstLag(of: logNorms.map { $0.isNaN ? nil : $0 < .log(threshold) })
  }

  var points: [(x: Double, y: Double)] {
    logNorms.enumerated().map { (Double($0.offset + 1), $0.element) }
  }
}
