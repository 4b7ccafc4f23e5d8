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
  /// ln max|λ|; nil if not asked for.
  public let logSpectralRadius: Double?
  /// ln σ₁ ≥ … ≥ ln σ_n, `-inf` where exactly zero; empty if not asked for.
  public let logSingularValues: [Double]
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
    let values = try measures.isDisjoint(with: [.sigma, .norm]) ? [] : block.logSingularValues()
    logSingularValues = measures.contains(.sigma) ? values : []
    logSpectralNorm = measures.contains(.norm) ? values.first : nil
    logSpectralRadius = try measures.contains(.radius) ? block.logSpectralRadius() : nil
  }
}
