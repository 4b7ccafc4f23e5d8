import RecurrentCells
import Synchronization

/// ln σ₁ from the full spectra of graded products: what ``NormTiles`` leaves over.
final class GradedNorms<Jacobians: JacobianSequence>: Sendable {
  private let forward: ForwardRecursion<Jacobians>
  private let states: ClosedRange<Int>
  /// Made when it is first asked for: its weights take a pass over the sequence.
  private let adjoint = Mutex<AdjointRecursion<Jacobians>?>(nil)

  /// For pairs of `states`.
  init(sequence: Jacobians, quantity: Quantity, edges: EdgeSet, states: ClosedRange<Int>) {
    forward = ForwardRecursion(sequence: sequence, quantity: quantity, edges: edges)
    self.states = states
  }

  /// ln σ₁ at each of `lags`, ascending, where there is a block.
  func logNorms(step: Int, lags: [Int]) throws -> [Int: LogNorm] {
    var norms: [Int: LogNorm] = [:]
    func take(_ lag: Int, _ block: LagBlock<Jacobians.Scalar>) throws {
      norms[lag] = try block.spectrum().norm
    }
    if lags.count == 1 {
      if let block = try forward.block(step: step, lag: lags[0]) { try take(lags[0], block) }
    } else if !lags.isEmpty {
      try adjointRecursion().forEachBlock(step: step, lags: lags[...], take)
    }
    return norms
  }

  private func adjointRecursion() throws -> AdjointRecursion<Jacobians> {
    try adjoint.withLock { adjoint in
      if let adjoint { return adjoint }
      let made = try AdjointRecursion(
        sequence: forward.sequence, quantity: forward.quantity, edges: forward.edges,
        states: states, sharedCount: states.count)
      adjoint = made
      return made
    }
  }
}
