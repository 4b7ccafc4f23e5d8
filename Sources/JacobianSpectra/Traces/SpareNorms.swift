import RecurrentCells
import Synchronization

/// ln σ₁ of pairs whose spectrum leaves it unknown, as gates that are all but closed may: multiplying out knows
/// the largest value where the graded product has lost its direction among others on the way.
///
/// The first pair of a step that asks makes the norms of all its lags, which share their products.
final class SpareNorms<Jacobians: JacobianSequence>: Sendable {
  private let tiles: NormTiles<Jacobians>
  private let plan: [Int: StepLags]
  private let known = Mutex<[Int: [StatePair: LogNorm]]>([:])

  /// The number of steps whose norms are kept.
  private static var capacity: Int { 16 }

  init(_ tiles: NormTiles<Jacobians>, plan: [StepLags]) {
    self.tiles = tiles
    self.plan = Dictionary(uniqueKeysWithValues: plan.map { ($0.step, $0) })
  }

  /// The row with the norm in place of its own where that is rounding noise, and a better one is to be had.
  func completed(_ row: TraceRow) throws -> TraceRow {
    guard !row.isLargestResolved, row.lag > 0, let item = plan[row.step],
      let norm = try norms(of: item)[item.pair(row.lag)]
    else { return row }
    return row.replacingLargest(by: norm)
  }

  private func norms(of item: StepLags) throws -> [StatePair: LogNorm] {
    if let found = known.withLock({ $0[item.step] }) { return found }
    let norms = try tiles.logNorms(of: item.lags.filter { $0 > 0 }.map(item.pair))
    known.withLock {
      if $0.count >= Self.capacity, let oldest = $0.keys.min() { $0[oldest] = nil }
      $0[item.step] = norms
    }
    return norms
  }
}
