public import JacobianSpectra
public import RecurrentCells
import RealModule

/// What a person wants to know first of one series of a trace, at its last step.
public struct SeriesSummary: Sendable, Equatable {
  public let quantity: Quantity
  public let edges: EdgeSet
  /// The last step of the series.
  public private(set) var step: Int
  /// The largest ln σ₁, and its lag.
  public private(set) var peak: (logNorm: Double, lag: Int)?
  /// ln σ₁ at the largest lag.
  public private(set) var last: (logNorm: Double, lag: Int)?
  /// By threshold 1e-3, 1e-6: the lag from which on σ₁ stays below; nil if it ends above.
  public private(set) var horizons: [Int?]

  /// The thresholds of ``horizons``.
  public static let thresholds = [1e-3, 1e-6]

  public static func == (a: SeriesSummary, b: SeriesSummary) -> Bool {
    a.quantity == b.quantity && a.edges == b.edges && a.step == b.step && a.horizons == b.horizons
      && a.peak?.lag == b.peak?.lag && a.peak?.logNorm == b.peak?.logNorm
      && a.last?.lag == b.last?.lag && a.last?.logNorm == b.last?.logNorm
  }

  init(first row: TraceRow) {
    quantity = row.quantity
    edges = row.edges
    step = row.step
    horizons = Self.thresholds.map { _ in nil }
    take(row)
  }

  /// Rows come by step, then lag; a later step starts afresh.
  mutating func take(_ row: TraceRow) {
    guard let logNorm = row.logSpectralNorm else { return }
    if row.step != step {
      self = SeriesSummary(first: row)
      return
    }
    if logNorm > peak?.logNorm ?? -.infinity || peak == nil { peak = (logNorm, row.lag) }
    last = (logNorm, row.lag)
    for (index, threshold) in Self.thresholds.enumerated() {
      if logNorm >= Double.log(threshold) {
        horizons[index] = nil
      } else if horizons[index] == nil {
        horizons[index] = row.lag
      }
    }
  }
}

/// Summaries of all series of a trace, taken as the rows come.
public struct TraceSummary: Sendable, Equatable {
  public private(set) var series: [SeriesSummary] = []

  public init() {}

  /// Takes the next row of the trace.
  public mutating func take(_ row: TraceRow) {
    if let current = series.last, current.quantity == row.quantity, current.edges == row.edges {
      series[series.count - 1].take(row)
    } else {
      series.append(SeriesSummary(first: row))
    }
  }

  /// A table for people.
  ///
  /// - Parameter cellEdges: The edges that the cell has, for the names of edge sets.
  public func table(cellEdges: EdgeSet) -> String {
    let header = [
      "quantity", "edges", "step", "largest σ₁ (lag)", "σ₁ at the last lag",
      "below 1e-3 from lag", "below 1e-6 from lag",
    ]
    let body = series.map { series in
      [
        series.quantity.rawValue, series.edges.name(among: cellEdges), "\(series.step)",
        series.peak.map { "\(Self.number($0.logNorm)) (\($0.lag))" } ?? "",
        series.last.map { "\(Self.number($0.logNorm)) (\($0.lag))" } ?? "",
      ] + series.horizons.map { $0.map { "\($0)" } ?? "-" }
    }
    let widths = header.indices.map { column in
      ([header] + body).map { $0[column].count }.max() ?? 0
    }
    return ([header] + body).map { row in
      zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
        .joined(separator: "  ")
    }.joined(separator: "\n")
  }

  /// e^`log` in scientific notation with three digits, also beyond the exponent range.
  static func number(_ log: Double) -> String {
    guard log.isFinite else { return log < 0 ? "0" : "\(log)" }
    let decimal = log / Double.log(10)
    var exponent = Int(decimal.rounded(.down))
    var digits = (Double.exp(Double.log(10) * (decimal - Double(exponent))) * 100).rounded() / 100
    if digits >= 10 { (digits, exponent) = (1, exponent + 1) }
    return "\(digits)e\(exponent)"
  }
}
