/// ln σ₁ and a bound on its absolute error, both in nats.
struct LogNorm: Sendable {
  let value: Double
  let errorBound: Double
}

extension LogSpectrum {
  /// That of the largest value; a matrix without any has norm 0.
  var norm: LogNorm {
    LogNorm(value: logSingularValues.first ?? -.infinity, errorBound: errorBounds.first ?? 0)
  }
}
