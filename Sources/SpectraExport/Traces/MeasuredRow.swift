public import JacobianSpectra

/// A row of measures, natural logs: norm, spectral radius, singular values.
public protocol MeasuredRow: Sendable {
  /// ln σ₁; nil if not asked for.
  var logSpectralNorm: Double? { get }
  /// ln max|λ|; nil if not asked for, and for a Jacobian that is not square.
  var logSpectralRadius: Double? { get }
  /// ln σ_{index + 1}; nil where there is none, or it is rounding noise.
  func resolvedLogSingularValue(at index: Int) -> Double?
}

extension TraceRow: MeasuredRow {
  /// ln σ_{index + 1}; nil where there is none, or it is rounding noise.
  public func resolvedLogSingularValue(at index: Int) -> Double? {
    index < logSingularValues.count && isResolved(index) ? logSingularValues[index] : nil
  }
}
