import DenseLinearAlgebra
import RecurrentCells

/// Weights of the coordinates of every state in a range, by ``PathWeights``, that serve all blocks of a
/// quantity between states of that range at once.
struct StateWeights<Scalar: LinearAlgebraScalar>: Sendable {
  /// Of state `firstState` + i, i = 0, 1, …
  private let weights: [[Scalar]]
  private let firstState: Int

  /// How strongly coordinates can depend on the variable of the quantity at any earlier state.
  init<Sequence: JacobianSequence<Scalar>>(
    bySourcesOf quantity: Quantity, in sequence: Sequence, along edges: EdgeSet,
    states: ClosedRange<Int>
  ) throws {
    let wanted =
      sequence.source(of: quantity, at: max(states.lowerBound, 1))?.rowIndicator
      ?? sequence.target(of: quantity).rowIndicator
    var jacobian = sequence.makeJacobian()
    var weights = [wanted]
    for state in states.dropFirst() {
      try Task.checkCancellation()
      sequence.writeJacobian(of: state, along: edges, into: &jacobian)
      jacobian.normalizeExtremes()
      weights.append(
        PathWeights.normalized(
          jacobian.strongestPath(toColumns: PathWeights.larger(weights.last!, wanted))))
    }
    self.weights = weights
    firstState = states.lowerBound
  }

  /// How strongly the rows that the quantity looks at, at any later state, can depend on coordinates.
  init<Sequence: JacobianSequence<Scalar>>(
    byTargetsOf quantity: Quantity, in sequence: Sequence, along edges: EdgeSet,
    states: ClosedRange<Int>
  ) throws {
    let wanted = sequence.target(of: quantity).rowIndicator
    var jacobian = sequence.makeJacobian()
    var weights = [wanted]
    for state in states.dropLast().reversed() {
      try Task.checkCancellation()
      sequence.writeJacobian(of: state + 1, along: edges, into: &jacobian)
      jacobian.normalizeExtremes()
      weights.append(
        PathWeights.normalized(
          jacobian.strongestPath(fromRows: PathWeights.larger(weights.last!, wanted))))
    }
    self.weights = weights.reversed()
    firstState = states.lowerBound
  }

  /// The states that there are weights of.
  var states: ClosedRange<Int> { firstState...firstState + weights.count - 1 }

  /// Whether no coordinate of any state drops out.
  var areWhole: Bool { weights.allSatisfy { !$0.contains(0) } }

  subscript(state: Int) -> [Scalar] { weights[state - firstState] }
}
