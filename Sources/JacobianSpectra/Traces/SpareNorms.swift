import RecurrentCells
import Synchronization

/// ln σ₁ of pairs whose spectrum leaves it unknown, as gates that are all but closed may: multiplying out knows
/// the largest value where the graded product has lost its direction among others on the way.
///
/// The first pair of a step that asks makes the norms of all its lags, which share their products.
final class SpareNorms<Sequence: JacobianSequence>: Sendable {
  private let tiles: NormTiles<Sequence>
  private let lags: [Int: [Int]]
  private let known = Mutex<[Int: [StatePair: LogNorm]]>([:])

  /// As many steps are kept in mind.
  private static var capacity: Int { 16 }

  init(_ tiles: NormTiles<Sequence>, plan: [StepLags]) {
    self.tiles = tiles
    lags = Dictionary(uniqueKeysWithValues: plan.map { ($0.step, $0.lags) })
  }

  /// The row with the norm in place of its own where that is rounding noise, and a better one is to be had.
  func completed(_ row: TraceRow) throws -> TraceRow {
    guard !row.isLargestResolved, row.lag > 0,
      let norm = try norms(of: row.step)[StatePair(step: row.step, start: row.step - row.lag)]
    else { return row }
    return row.replacingLargest(by: norm)
  }

  private func norms(of step: Int) throws -> [StatePair: LogNorm] {
    if let found = known.withLock({ $0[step] }) { return found }
    let pairs = (lags[step] ?? []).filter { $0 > 0 }
      .map { StatePair(step: step, start: step - $0) }
    let norms = try tiles.logNorms(of: pairs)
    known.withLock {
      if $0.count >= Self.capacity, let oldest = $0.keys.min() { $0[oldest] = nil }
      $0[step] = norms
    }
    return norms
  }
}
