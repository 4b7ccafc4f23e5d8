public import DenseLinearAlgebra

/// A number for each unit, by which it moves what is shown of it.
public struct UnitFactors<Scalar: LinearAlgebraScalar>: Sendable {
  public let values: [Scalar]
  /// Whether numbers below the exponent range went into the values, so that a zero may not be an exact one.
  public let mayHideValues: Bool

  /// - Parameter mayHideValues: Whether numbers below the exponent range went into the values, in which there need
  ///   be nothing left to see of it.
  public init(_ values: [Scalar], mayHideValues: Bool = false) {
    self.values = values
    self.mayHideValues =
      mayHideValues || .smallestMagnitude(of: values) < Underflow<Scalar>.threshold
  }
}
