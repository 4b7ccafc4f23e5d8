import DenseLinearAlgebra
import RecurrentCells
import Synchronization

/// The Jacobians of single steps as panels are multiplied by them on their way along the steps, in weighted
/// coordinates of the state. Where many panels pass the same steps, those used last are kept.
final class StepFactors<Sequence: JacobianSequence>: Sendable {
  typealias Scalar = Sequence.Scalar

  /// Which way panels go.
  enum Direction { case forward, backward }

  /// A factor, and what was taken out of it into the scales: e^`shift`.
  struct Factor: Sendable {
    let matrix: PreparedFactor<Scalar>
    /// In nats.
    let shift: Double
  }

  let sequence: Sequence
  let edges: EdgeSet
  let weights: StateWeights<Scalar>
  let direction: Direction
  /// By step.
  private let kept = Mutex<[Int: Factor]>([:])
  private let capacity: Int

  /// Bytes that factors which are kept may take.
  private static var memoryLimit: Int { 1 << 27 }

  /// - Parameter panelCount: As many panels pass each step.
  init(
    _ direction: Direction, along edges: EdgeSet, of sequence: Sequence,
    weights: StateWeights<Scalar>, panelCount: Int
  ) {
    self.sequence = sequence
    self.edges = edges
    self.weights = weights
    self.direction = direction
    let entries = sequence.makeJacobian().dense.reduce(0) { $0 + $1.matrix.elements.count }
    let bytes = entries * (MemoryLayout<Scalar>.size + MemoryLayout<Double>.size)
    capacity = panelCount > 1 ? Self.memoryLimit / max(bytes, 1) : 0
  }

  /// That from `state` to the next one, J, or to the one before, of which the transpose is wanted: the rows of the
  /// basis there are freed of their weights.
  func factor(from state: Int) -> Factor {
    let step = direction == .forward ? state + 1 : state
    if let found = kept.withLock({ $0[step] }) { return found }
    var jacobian = sequence.makeJacobian()
    sequence.writeJacobian(of: step, along: edges, into: &jacobian)
    let shift = jacobian.normalizeExtremes()
    let ones = PathWeights<Scalar>.ones(sequence.layout.count)
    let reciprocals = PathWeights.reciprocals(weights[state])
    switch direction {
    case .forward: jacobian.scale(rows: ones, columns: reciprocals)
    case .backward: jacobian.scale(rows: reciprocals, columns: ones)
    }
    let factor = Factor(matrix: PreparedFactor(jacobian), shift: shift)
    keep(factor, of: step)
    return factor
  }

  /// Panels begin at later and later states: the factors of late steps will be wanted again.
  private func keep(_ factor: Factor, of step: Int) {
    guard capacity > 0 else { return }
    kept.withLock { kept in
      if kept.count >= capacity, let first = kept.keys.min() {
        guard first < step else { return }
        kept[first] = nil
      }
      kept[step] = factor
    }
  }
}
