public import RecurrentCells

/// The measures of one Jacobian; natural logs throughout.
public struct TraceRow: Sendable, Equatable {
  public let quantity: Quantity
  /// Those edges of the cell that carry the derivative.
  public let edges: EdgeSet
  /// t.
  public let step: Int
  /// k.
  public let lag: Int
  /// ln σ₁, `-inf` for a Jacobian that is exactly zero; nil if not asked for.
  public let logSpectralNorm: Double?
  /// ln max|λ|; nil if not asked for, and for a Jacobian that is not square.
  public let logSpectralRadius: Double?
  /// ln σ₁ ≥ … ≥ ln σ_n, `-inf` where exactly zero; empty if not asked for.
  public let logSingularValues: [Double]
  /// Estimated absolute error of each ln σ, as many as there are values. Good to a factor of ten or so.
  public let errorEstimates: [Double]

  /// An estimated error beyond this says that a value is rounding noise: the weights, as stored, do
  /// not say it.
  public static let resolutionLimit = 1e-3

  /// Whether ln σ_{index + 1} is more than rounding noise.
  public func isResolved(_ index: Int) -> Bool { errorEstimates[index] < Self.resolutionLimit }

  /// How many of the singular values are no more than rounding noise.
  public var unresolvedCount: Int {
    errorEstimates.count { !($0 < Self.resolutionLimit) }
  }
}

extension TraceRow {
  init<Scalar>(
    _ block: LagBlock<Scalar>, series: TraceRequest.Series, step: Int, lag: Int,
    measures: Measures
  ) throws {
    quantity = series.quantity
    edges = series.edges
    self.step = step
    self.lag = lag
    let spectrum = try measures.isDisjoint(with: [.sigma, .norm]) ? nil : block.spectrum()
    logSingularValues = measures.contains(.sigma) ? spectrum?.logSingularValues ?? [] : []
    errorEstimates = measures.contains(.sigma) ? spectrum?.relativeErrors ?? [] : []
    logSpectralNorm = measures.contains(.norm) ? spectrum?.logSingularValues.first : nil
    logSpectralRadius =
      try measures.contains(.radius) && block.isSquare ? block.logSpectralRadius() : nil
  }
}
