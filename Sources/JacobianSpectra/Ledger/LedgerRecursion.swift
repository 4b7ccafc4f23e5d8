import DenseLinearAlgebra
import RecurrentCells

/// The whole P(t,k) and its parts for all lags of one end step, from the later state back:
///
///     N ← J_sᵀ·N           S_e ← J_sᵀ·S_e + J_{e,s}ᵀ·N
///
/// with N the wanted rows of the later state, transposed. The panel of the paths with j hops takes,
/// before each step, from the one with j - 1 the rows of h.
struct LedgerRecursion<Sequence: JacobianSequence> {
  typealias Scalar = Sequence.Scalar
  typealias Panel = WatchedPanel<Scalar>

  let sequence: Sequence
  let quantity: Quantity
  /// The edges, then the hops.
  let parts: [LedgerPart]

  /// Calls `body` with the blocks of every lag in `lags`, in ascending order.
  func forEachBlock(
    step: Int, lags: [Int], _ body: (LedgerBlocks<Scalar>) throws -> Void
  ) throws {
    guard let last = lags.last else { return }
    var remaining = lags[...]
    let edges = sequence.edges.members
    var whole = Panel(sequence.target(of: quantity).denseMatrix())
    let zeros = Panel(zerosLike: whole)
    var shares = edges.map { _ in zeros }
    var byHops = parts.dropFirst(edges.count).map { $0 == .hops(0) ? whole : zeros }
    var jacobian = sequence.makeJacobian()
    for lag in 1...last {
      try Cancellation.check()
      let s = step - lag + 1
      try sequence.writeFiniteJacobian(of: s, along: .all, into: &jacobian)
      for (index, edge) in edges.enumerated() {
        shares[index] = shares[index].transported(by: jacobian)
        var share = sequence.jacobianShare(of: edge, at: s)
        // What goes below the exponent range in a part does so in the whole.
        share.setUnderflow(jacobian.underflow != nil)
        shares[index].add(whole.transported(by: share))
      }
      // h of the last step is where a path ends.
      byHops = (lag == 1 ? byHops : countingHidden(byHops)).map { $0.transported(by: jacobian) }
      whole = whole.transported(by: jacobian)
      guard remaining.first == lag else { continue }
      remaining = remaining.dropFirst()
      guard let source = sequence.source(of: quantity, at: step - lag) else { continue }
      let hopParts = quantity == .cellTotal ? countingHidden(byHops) : byHops
      try body(
        LedgerBlocks(
          whole: whole.transported(by: source),
          parts: zip(parts, shares + hopParts).map { ($0, $1.transported(by: source)) }, lag: lag))
    }
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
