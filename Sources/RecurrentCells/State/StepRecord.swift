public import DenseLinearAlgebra

/// What a trajectory remembers of one step.
public struct StepRecord<Scalar: LinearAlgebraScalar>: Sendable {
  /// The state before the step.
  public let previous: ArraySlice<Scalar>
  /// The arguments of the activations, in the cell's order.
  public let preActivations: ArraySlice<Scalar>
  /// The state after the step.
  public let state: ArraySlice<Scalar>
}
