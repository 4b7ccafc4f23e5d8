/// Singular values as natural logs, each with a bound on its error.
///
/// In JSON `-inf` needs an encoder with a `nonConformingFloatEncodingStrategy`.
public struct LogSpectrum: Sendable, Equatable, Codable {
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
  public init(_ values: [Double], errorBounds: [Double]) {
    precondition(
      values.count == errorBounds.count,
      "\(errorBounds.count) bounds for \(values.count) singular values")
    logSingularValues = values
    self.errorBounds = errorBounds
  }

  /// With `-inf` for the rows that have been dropped since there were `count`: exact zeros from `possibleRank` on, and
  /// before it what may have vanished, of which nothing is known.
  func padded(to count: Int, possibleRank: Int) -> LogSpectrum {
    let missing = logSingularValues.count..<count
    return LogSpectrum(
      logSingularValues + missing.map { _ in -.infinity },
      errorBounds: errorBounds + missing.map { $0 < possibleRank ? .infinity : 0 })
  }
}
