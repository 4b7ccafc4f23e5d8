public import DenseLinearAlgebra

/// The directions that a Jacobian P(t,k) maps onto each other: P·v_j = σ_j·u_j.
public struct SingularDirections<Scalar: LinearAlgebraScalar>: Sendable, Equatable {
  /// u_1, u_2, … in columns: directions of the later state in which the past is remembered.
  public let left: Matrix<Scalar>
  /// v_1, v_2, … in columns: directions of the earlier variable that are remembered.
  public let right: Matrix<Scalar>
  /// ln σ_1 ≥ ln σ_2 ≥ …, in nats.
  public let logSingularValues: [Double]
}
