import DenseLinearAlgebra
import RecurrentCells

/// The whole P(t,k) and its parts for all lags of one end step, from the later state back:
///
///     N ← J_sᵀ·N           S_e ← J_sᵀ·S_e + J_{e,s}ᵀ·N
///
/// with N the wanted rows of the later state, transposed. The panel of the paths with j hops takes,
/// before each step, from the one with j - 1 the rows of h.
struct LedgerRecursion<Jacobians: JacobianSequence> {
  typealias Scalar = Jacobians.Scalar
  typealias Panel = WatchedPanel<Scalar>

  let sequence: Jacobians
  let quantity: Quantity
  /// The edges, then the hops.
  let parts: [LedgerPart]
  /// The number of threads used at once, where panels are large enough to share out.
  let threads: Int

  /// Calls `body` with the blocks of every lag in `lags`, in ascending order.
  func forEachBlock(
    step: Int, lags: ArraySlice<Int>, _ body: (LedgerBlocks<Scalar>) throws -> Void
  ) throws {
    guard let last = lags.last else { return }
    var remaining = lags
    let edges = sequence.edges.members
    var whole = Panel(sequence.target(of: quantity).denseMatrix())
    let zeros = Panel(zerosLike: whole)
    var shares = edges.map { _ in zeros }
    var byHops = parts.dropFirst(edges.count).map { $0 == .hops(0) ? whole : zeros }
    var jacobian = sequence.makeJacobian()
    let threads = sequence.sharingCount(of: threads)
    for lag in 1...last {
      try Cancellation.check()
      let s = step - lag + 1
      try sequence.writeFiniteJacobian(of: s, along: .all, into: &jacobian)
      // h of the last step is where a path ends.
      if lag > 1 { byHops = countingHidden(byHops) }
      let (before, factor) = (shares + byHops + [whole], jacobian)
      let after = parallelMap(count: before.count, threads: threads) { index in
        var panel = before[index].transported(by: factor)
        if index < edges.count {
          panel.add(before.last!.transported(by: share(of: edges[index], at: s, in: factor)))
        }
        return panel
      }
      shares = Array(after.prefix(edges.count))
      byHops = Array(after.dropFirst(edges.count).dropLast())
      whole = after.last!
      guard remaining.first == lag else { continue }
      remaining = remaining.dropFirst()
      guard let source = sequence.source(of: quantity, at: step - lag) else { continue }
      let hopParts = quantity.takesHiddenAlong ? countingHidden(byHops) : byHops
      try body(
        LedgerBlocks(
          whole: whole.transported(by: source),
          parts: zip(parts, shares + hopParts).map { ($0, $1.transported(by: source)) }, lag: lag))
    }
  }

  /// The part of a step's Jacobian that goes along one edge.
  private func share(
    of edge: EdgeSet, at step: Int, in jacobian: BlockMatrix<Scalar>
  ) -> BlockMatrix<Scalar> {
    var share = sequence.jacobianShare(of: edge, at: step)
    // That of the carry is, and its dense block of zeros need not be multiplied.
    if share.isDiagonal() { share.dense = [] }
    // What goes below the exponent range in a part does so in the whole.
    share.setUnderflow(jacobian.underflow != nil)
    return share
  }

  /// The rows of h move from each panel to that of one hop more; the last one keeps its own.
  private func countingHidden(_ panels: [Panel]) -> [Panel] {
    let hidden = sequence.hiddenRows
    let starts = [0] + hidden.map(\.upperBound)
    let ends = hidden.map(\.lowerBound) + [sequence.layout.count]
    let others = zip(starts, ends).map { $0..<$1 }
    return panels.indices.map { index in
      var panel = index == panels.count - 1 ? panels[index] : panels[index].clearing(hidden)
      if index > 0 { panel.add(panels[index - 1].clearing(others)) }
      return panel
    }
  }
}
