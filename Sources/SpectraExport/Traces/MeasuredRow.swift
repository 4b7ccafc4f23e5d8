public import JacobianSpectra

/// A row of measures, natural logs: norm, spectral radius, singular values.
public protocol MeasuredRow: Sendable {
  var logSpectralNorm: Double? { get }
  var logSpectralRadius: Double? { get }
  /// ln σ_{index + 1}; nil where there is none, or it is rounding noise.
  func resolvedLogSingularValue(at index: Int) -> Double?
}

extension TraceRow: MeasuredRow {
  public func resolvedLogSingularValue(at index: Int) -> Double? {
    index < logSingularValues.count && isResolved(index) ? logSingularValues[index] : nil
  }
}
