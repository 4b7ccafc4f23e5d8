/// Singular values as natural logs, each with a bound on its error.
public struct LogSpectrum: Sendable, Equatable {
  /// ln σ₁ ≥ ln σ₂ ≥ …, in nats; `-inf` where exactly zero. Those of which ``isResolved(_:)`` is false are
  /// rounding noise, or have vanished below the exponent range.
  public let logSingularValues: [Double]
  /// For each value a bound on its absolute error in nats, which is the relative error of σ.
  ///
  /// It follows rounding through the factorizations to first order, relative to the factors as they
  /// are given in floating point; from ``resolutionLimit`` on a value is rounding noise.
  public let errorBounds: [Double]

  /// A bound that is not below this says that a value is rounding noise: the weights, as stored, do not say it.
  public static let resolutionLimit = 1e-3

  /// Whether ln σ_{index + 1} is more than rounding noise.
  public func isResolved(_ index: Int) -> Bool { errorBounds[index] < Self.resolutionLimit }

  /// - Parameters:
  ///   - values: In descending order.
  ///   - errorBounds: One for each value.
  init(_ values: [Double], errorBounds: [Double]) {
    logSingularValues = values
    self.errorBounds = errorBounds
  }

  /// With `-inf` for the rows that have been dropped since there were `count`.
  ///
  /// - Parameter isExact: Whether those were zeros, and not numbers below the exponent range.
  func padded(to count: Int, isExact: Bool) -> LogSpectrum {
    let missing = count - logSingularValues.count
    return LogSpectrum(
      logSingularValues + Array(repeating: -.infinity, count: missing),
      errorBounds: errorBounds + Array(repeating: isExact ? 0 : .infinity, count: missing))
  }
}
