public import RecurrentCells

/// The measures of one Jacobian; natural logs throughout.
///
/// In JSON `-inf` needs an encoder with a `nonConformingFloatEncodingStrategy`.
public struct TraceRow: Sendable, Equatable, Codable {
  /// The derivative.
  public let quantity: Quantity
  /// Those edges of the cell that carry the derivative: for `.all` those that it has.
  public let edges: EdgeSet
  /// t.
  public let step: Int
  /// k.
  public let lag: Int
  /// ln σ₁, `-inf` for a Jacobian that is exactly zero; nil if not asked for. Where ``normErrorBound`` is beyond
  /// ``resolutionLimit`` it is rounding noise, or has vanished below the exponent range, and says nothing:
  /// ``resolvedLogSpectralNorm`` is nil there.
  public let logSpectralNorm: Double?
  /// A bound on the absolute error of ln σ₁; nil if it was not asked for.
  ///
  /// With singular values it is the first of ``errorBounds``. Where norms alone are asked it is that of
  /// the process that finds them, relative to the Jacobians as they are given; it holds but for the
  /// chances that random vectors leave.
  public let normErrorBound: Double?
  /// ln max|λ|; nil if not asked for, for a Jacobian that is not square, where all eigenvalues may have vanished
  /// below the exponent range, and where it is rounding noise: by its condition κ an eigenvalue may be off by
  /// ε·κ·σ₁, and is left out where that may be more than ``resolutionLimit`` of it.
  public let logSpectralRadius: Double?
  /// ln σ₁ ≥ … ≥ ln σ_n, `-inf` where exactly zero; empty if not asked for. Those of which ``isResolved(_:)``
  /// is false are rounding noise, or have vanished below the exponent range.
  public let logSingularValues: [Double]
  /// For each ln σ a bound on its absolute error; see ``LogSpectrum/errorBounds``.
  public let errorBounds: [Double]

  /// A row of what was measured; empty and nil for what was not.
  ///
  /// - Precondition: There is a bound for each singular value.
  public init(
    quantity: Quantity, edges: EdgeSet, step: Int, lag: Int, logSpectralNorm: Double? = nil,
    normErrorBound: Double? = nil, logSpectralRadius: Double? = nil,
    logSingularValues: [Double] = [], errorBounds: [Double] = []
  ) {
    precondition(
      logSingularValues.count == errorBounds.count,
      "\(errorBounds.count) bounds for \(logSingularValues.count) singular values")
    self.quantity = quantity
    self.edges = edges
    self.step = step
    self.lag = lag
    self.logSpectralNorm = logSpectralNorm
    self.normErrorBound = normErrorBound
    self.logSpectralRadius = logSpectralRadius
    self.logSingularValues = logSingularValues
    self.errorBounds = errorBounds
  }

  /// ``LogSpectrum/resolutionLimit``.
  public static let resolutionLimit = LogSpectrum.resolutionLimit

  /// Whether ln σ_{index + 1}, which was asked for, is more than rounding noise.
  public func isResolved(_ index: Int) -> Bool { errorBounds[index] < Self.resolutionLimit }

  /// Every ln σ that was asked for, nil where it is rounding noise.
  public var resolvedLogSingularValues: [Double?] {
    logSingularValues.indices.map { isResolved($0) ? logSingularValues[$0] : nil }
  }

  /// Whether ln σ₁ was asked for and is more than rounding noise.
  public var isNormResolved: Bool { normErrorBound.map { $0 < Self.resolutionLimit } ?? false }

  /// The largest bound of those values that are more than rounding noise; nil if there is none.
  public var largestErrorBound: Double? { bounds.filter { $0 < Self.resolutionLimit }.max() }

  /// Whether σ₁ was not asked for, or is more than rounding noise.
  var isLargestResolved: Bool { bounds.first.map { $0 < Self.resolutionLimit } ?? true }

  /// The largest bound of all values.
  var worstBound: Double { bounds.max() ?? .infinity }

  /// How many of the singular values, or norms without them, are no more than rounding noise.
  public var unresolvedCount: Int {
    bounds.count { !($0 < Self.resolutionLimit) }
  }

  /// How many of the singular values, or norms without them, have a bound below `accuracy`, in ln σ.
  public func count(rightTo accuracy: Double) -> Int { bounds.count { $0 < accuracy } }

  /// Of each singular value, or of the norm alone.
  private var bounds: [Double] {
    errorBounds.isEmpty ? [normErrorBound].compactMap { $0 } : errorBounds
  }
}

extension TraceRow {
  /// What the row is part of.
  public var series: TraceRequest.Series { .init(quantity, edges: edges) }

  /// The row with σ₁ of another process; no value is larger.
  func replacingLargest(by norm: LogNorm) -> TraceRow {
    TraceRow(
      quantity: quantity, edges: edges, step: step, lag: lag,
      logSpectralNorm: logSpectralNorm.map { _ in norm.value },
      normErrorBound: normErrorBound.map { _ in norm.errorBound },
      logSpectralRadius: logSpectralRadius,
      logSingularValues: logSingularValues.indices.map {
        $0 == 0 ? norm.value : min(logSingularValues[$0], norm.value)
      },
      errorBounds: errorBounds.indices.map { $0 == 0 ? norm.errorBound : errorBounds[$0] })
  }

  /// A row of which only the norm was asked.
  init(series: TraceRequest.Series, step: Int, lag: Int, norm: LogNorm) {
    quantity = series.quantity
    edges = series.edges
    self.step = step
    self.lag = lag
    logSpectralNorm = norm.value
    normErrorBound = norm.errorBound
    logSpectralRadius = nil
    logSingularValues = []
    errorBounds = []
  }

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
    errorBounds = measures.contains(.sigma) ? spectrum?.errorBounds ?? [] : []
    let norm = measures.contains(.norm) ? spectrum?.norm : nil
    logSpectralNorm = norm?.value
    normErrorBound = norm?.errorBound
    logSpectralRadius =
      try measures.contains(.radius) && block.isSquare ? block.logSpectralRadius() : nil
  }
}
