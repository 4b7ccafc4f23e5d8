import JacobianSpectra
import RealModule
import RecurrentCells

/// ln σ₁ over the lags 1, 2, … of one end step.
struct LagCurve {
  let logNorms: [Double]

  init(_ logNorms: [Double]) { self.logNorms = logNorms }

  /// All lags of the last step of a run.
  init(
    of run: some JacobianSequence, _ quantity: Quantity, edges: EdgeSet = .all
  ) throws {
    let end = run.stepCount
    logNorms = try run.trace(quantity, edges: edges, step: end, lags: 1...end, measures: .norm)
      .rows.map { $0.logSpectralNorm ?? -.infinity }
  }

  /// At the longest lag.
  var last: Double { logNorms.last ?? -.infinity }

  /// The first lag at which σ₁ is below `threshold`; nil if it never is.
  func firstLag(below threshold: Double) -> Int? {
    logNorms.firstIndex { $0 < .log(threshold) }.map { $0 + 1 }
  }

  var points: [(x: Double, y: Double)] {
    logNorms.enumerated().map { (Double($0.offset + 1), $0.element) }
  }
}
