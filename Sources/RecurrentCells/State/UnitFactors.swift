public import DenseLinearAlgebra

/// A number for each unit, by which it moves what is shown of it.
public struct UnitFactors<Scalar: LinearAlgebraScalar>: Sendable {
  /// By unit.
  public let values: [Scalar]
  /// Whether numbers below the exponent range went into the values, so that a zero may not be an exact one.
  public let mayHideValues: Bool

  /// - Parameters:
  ///   - values: By unit.
  ///   - mayHideValues: Whether numbers below the exponent range went into the values. A value below
  ///     ``Underflow/threshold`` says so by itself.
  public init(_ values: [Scalar], mayHideValues: Bool = false) {
    self.values = values
    self.mayHideValues =
      mayHideValues || .smallestMagnitude(of: values) < Underflow<Scalar>.threshold
  }
}
