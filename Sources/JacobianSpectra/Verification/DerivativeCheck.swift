public import RecurrentCells

/// How far an analytic Jacobian P(t,k) is from two independent ones.
public struct DerivativeCheck: Sendable, Equatable {
  /// Those edges that carry the derivative.
  public let edges: EdgeSet
  /// t.
  public let step: Int
  /// k.
  public let lag: Int
  /// The columns that were compared.
  public let columnCount: Int
  /// The largest difference from the complex step, over the largest entry.
  public internal(set) var complexStepError: Double
  /// The largest difference from central differences, over the largest entry.
  public internal(set) var centralDifferenceError: Double
  /// What rounding alone may do to the central differences, over the largest entry.
  public internal(set) var centralDifferenceRounding: Double

  /// What the complex step may differ by, over the largest entry: 1e-12 in `Double`, 4500·ε.
  public let complexStepTolerance: Double
  /// What central differences may differ by in addition to their rounding: 1e-7 in `Double`, and no less
  /// than 10·ε^⅔, the square of the displacement.
  public let centralDifferenceTolerance: Double

  /// Whether both agree.
  public var isPassed: Bool {
    complexStepError <= complexStepTolerance
      && centralDifferenceError <= centralDifferenceTolerance + centralDifferenceRounding
  }
}
