public import JacobianSpectra
public import RecurrentCells

/// One quantile over a batch of sequences of the measures of one Jacobian; natural logs throughout.
/// Each measure has its own quantile: they need not come from the same sequence.
///
/// In JSON `-inf` needs an encoder with a `nonConformingFloatEncodingStrategy`.
public struct QuantileRow: Sendable, Equatable, Codable {
  /// A step of every sequence.
  public enum Step: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
    /// Counted from 1.
    case number(Int)
    /// The last, whatever the length.
    case end

    /// The number, or `end`.
    public var description: String {
      switch self {
      case .number(let number): "\(number)"
      case .end: "end"
      }
    }
  }

  /// 0 … 1; the median is 0.5.
  public let quantile: Double
  /// Which derivative.
  public let series: TraceRequest.Series
  /// t.
  public let step: Step
  /// k.
  public let lag: Int
  /// The sequences that are long enough to have this row.
  public let sequenceCount: Int
  /// Nil if not asked for, and where a sequence's value is rounding noise.
  public let logSpectralNorm: Double?
  /// Nil if not asked for, for a Jacobian that is not square, and where a sequence's value is rounding noise.
  public let logSpectralRadius: Double?
  /// By rank; nil where a sequence's value is rounding noise, empty if not asked for.
  public let logSingularValues: [Double?]

  /// A row of what was measured; empty and nil for what was not.
  public init(
    quantile: Double, series: TraceRequest.Series, step: Step, lag: Int, sequenceCount: Int,
    logSpectralNorm: Double? = nil, logSpectralRadius: Double? = nil,
    logSingularValues: [Double?] = []
  ) {
    self.quantile = quantile
    self.series = series
    self.step = step
    self.lag = lag
    self.sequenceCount = sequenceCount
    self.logSpectralNorm = logSpectralNorm
    self.logSpectralRadius = logSpectralRadius
    self.logSingularValues = logSingularValues
  }

  /// The row with ln σ₁ alone, which is all that a picture of norms shows.
  public var withNormOnly: QuantileRow {
    QuantileRow(
      quantile: quantile, series: series, step: step, lag: lag, sequenceCount: sequenceCount,
      logSpectralNorm: largestLog, logSpectralRadius: nil, logSingularValues: [])
  }
}

extension QuantileRow: MeasuredRow {
  /// The quantile before the columns of a trace, and behind them how many sequences there are.
  public static var placeColumns: [String] {
    ["quantile"] + TraceRow.placeColumns + ["sequence_count"]
  }

  /// What stands in ``placeColumns``.
  public func place(among cellEdges: EdgeSet) -> [String] {
    [
      "\(quantile)", series.quantity.rawValue, series.edges.name(among: cellEdges), "\(step)",
      "\(lag)", "\(sequenceCount)",
    ]
  }

  /// ln σ₁; nil if not asked for, and where a sequence's is rounding noise.
  public var resolvedLogSpectralNorm: Double? { logSpectralNorm }

  /// ln σ_{index + 1}; nil where there is none, or a sequence's is rounding noise.
  public func resolvedLogSingularValue(at index: Int) -> Double? {
    index < logSingularValues.count ? logSingularValues[index] : nil
  }
}
