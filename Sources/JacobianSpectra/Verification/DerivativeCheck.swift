public import RecurrentCells

/// How far an analytic Jacobian P(t,k) is from two independent ones.
public struct DerivativeCheck: Sendable, Equatable {
  /// A difference over the largest entry, of the column that differs most.
  public struct Difference: Sendable, Equatable {
    /// The largest difference from the analytic column.
    public let error: Double
    /// What the other way may be off by itself in this column: by rounding, by the curvature of what it
    /// is a difference of; infinite where it says nothing.
    public internal(set) var uncertainty: Double
    /// What the two may differ by in addition.
    public let tolerance: Double

    /// Whether the two agree.
    public var isPassed: Bool { error <= tolerance + uncertainty }

    /// Whether the other way knows a digit of the derivative.
    public var isConclusive: Bool { uncertainty < 0.1 }
  }

  /// Those edges that carry the derivative.
  public let edges: EdgeSet
  /// t.
  public let step: Int
  /// k.
  public let lag: Int
  /// The columns that were compared.
  public let columnCount: Int
  /// From the complex step, along the same states. The tolerance is 1e-12 in `Double`, 4500·ε; the uncertainty
  /// is looked at where that is passed: how far rounding of the states moves the derivative.
  public let complexStep: Difference
  /// From central differences. The tolerance is 1e-7 in `Double`, and no less than 10·ε^⅔, the square of
  /// the displacement; the uncertainty is what rounding does to them and, where that is passed, what
  /// another displacement changes.
  public let centralDifferences: Difference

  /// Whether both agree.
  public var isPassed: Bool { complexStep.isPassed && centralDifferences.isPassed }
}
