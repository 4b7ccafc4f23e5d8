import DenseLinearAlgebra
import RecurrentCells
import Synchronization

/// The Jacobians of single steps as panels are multiplied by them on their way along the steps, in weighted
/// coordinates of the state. Where many panels pass the same steps, those used last are kept.
final class StepFactors<Scalar: LinearAlgebraScalar>: Sendable {
  /// Which way panels go.
  enum Direction { case forward, backward }

  /// A factor, and what was taken out of it into the scales: e^`shift`.
  struct Factor: Sendable {
    let matrix: PreparedFactor<Scalar>
    /// In nats.
    let shift: Double
  }

  private let sequence: any JacobianSequence<Scalar>
  private let edges: EdgeSet
  let weights: StateWeights<Scalar>
  let direction: Direction
  /// By step.
  private let kept = Mutex<[Int: Factor]>([:])
  private let capacity: Int

  /// Bytes that factors which are kept may take.
  private static var memoryLimit: Int { 1 << 27 }
  /// The panels that are under way at once are no more than this many states apart.
  private static var slack: Int { 16 }

  /// - Parameter sharedCount: The number of neighbouring steps that are passed again by the panels that begin at the
  ///   next states; 0 where no panel comes after another.
  init(
    _ direction: Direction, along edges: EdgeSet, of sequence: any JacobianSequence<Scalar>,
    weights: StateWeights<Scalar>, sharedCount: Int = 0
  ) {
    self.sequence = sequence
    self.edges = edges
    self.weights = weights
    self.direction = direction
    let entries = sequence.makeJacobian().dense.reduce(0) { $0 + $1.matrix.elements.count }
    let bytes = entries * (MemoryLayout<Scalar>.size + MemoryLayout<Double>.size)
    // Threads work at neighbouring states.
    capacity =
      sharedCount > 0 ? min(Self.memoryLimit / max(bytes, 1), sharedCount + Self.slack) : 0
  }

  /// That from `state` to the next one, J, or to the one before, of which the transpose is wanted: the rows of the
  /// basis there are freed of their weights.
  ///
  /// - Throws: ``TraceError`` if an entry is not finite.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func factor(from state: Int) throws(TraceError) -> Factor {
    let step = direction == .forward ? state + 1 : state
    if let found = kept.withLock({ $0[step] }) { return found }
    var jacobian = sequence.makeJacobian()
    let shift = try sequence.writeNormalizedJacobian(of: step, along: edges, into: &jacobian)
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
