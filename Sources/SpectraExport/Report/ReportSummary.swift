public import JacobianSpectra
import RealModule
import RecurrentCells

/// What traces say about training, series by series, over all of their steps.
public struct ReportSummary: Sendable, Equatable {
  /// One series.
  public struct Series: Sendable, Equatable {
    /// Such as `cell along carousel`.
    public let name: String
    /// The number of steps t and the longest lag.
    public let stepCount: Int
    public let longestLag: Int
    /// By threshold of `SeriesSummary.thresholds`: the lag from which on the median of σ₁ over the
    /// steps stays below; nil if it ends above.
    public let horizons: [Int?]
    /// The share of the pairs (t,k) with σ₁ > 1.
    public let explodingShare: Double
    /// The pair with the largest σ₁.
    public let peak: (step: Int, lag: Int, logNorm: Double)

    public static func == (left: Series, right: Series) -> Bool {
      left.name == right.name && left.stepCount == right.stepCount
        && left.longestLag == right.longestLag && left.horizons == right.horizons
        && left.explodingShare == right.explodingShare && left.peak == right.peak
    }
  }

  public let series: [Series]

  /// - Parameter traces: Of one run; where several have a series, the one with the most steps counts.
  public init(of traces: [Trace]) {
    var order: [TraceRequest.Series] = []
    var found: [TraceRequest.Series: Series] = [:]
    for trace in traces {
      let rows = Dictionary(grouping: trace.rows.filter { $0.largestLog != nil }, by: \.series)
      for series in trace.rows.map(\.series) where !order.contains(series) { order.append(series) }
      for (series, rows) in rows {
        let candidate = Series(series.name(among: trace.cellEdges), rows: rows)
        if candidate.stepCount > found[series]?.stepCount ?? 0 { found[series] = candidate }
      }
    }
    series = order.compactMap { found[$0] }
  }
}

extension ReportSummary.Series {
  /// - Precondition: There are rows, with norms.
  fileprivate init(_ name: String, rows: [TraceRow]) {
    self.name = name
    let byLag = Dictionary(grouping: rows, by: \.lag)
    let lags = byLag.keys.sorted()
    stepCount = Set(rows.map(\.step)).count
    longestLag = lags.last!
    let medians = lags.map { lag in
      Quantile.of(byLag[lag]!.map { $0.largestLog! }.sorted(), 0.5)
    }
    horizons = SeriesSummary.thresholds.map { threshold in
      let lastAbove = medians.lastIndex { $0 >= .log(threshold) } ?? -1
      return lastAbove + 1 < lags.count ? lags[lastAbove + 1] : nil
    }
    // Lag 0 is no way through time.
    let moving = rows.filter { $0.lag > 0 }
    explodingShare =
      Double(moving.count { $0.largestLog! > 0 }) / Double(max(moving.count, 1))
    let top = rows.max { $0.largestLog! < $1.largestLog! }!
    peak = (top.step, top.lag, top.largestLog!)
  }

  /// How far back a gradient reaches.
  var horizonSentence: String {
    let over = stepCount == 1 ? "σ₁" : "the median of σ₁ over \(stepCount) steps t"
    guard let below = horizons[0] else {
      return "\(name): \(over) never falls below 10⁻³, up to lag \(longestLag)."
    }
    let further =
      horizons[1].map { "below 10⁻⁶ from lag \($0) on" }
      ?? "never below 10⁻⁶, up to lag \(longestLag)"
    return "\(name): \(over) is below 10⁻³ from lag \(below) on, \(further) (of the lags traced)."
  }

  /// Whether gradients grow.
  var explosionSentence: String {
    let percent = "\((explodingShare * 1000).rounded() / 10) %"
    return "\(name): σ₁ > 1 in \(percent) of the pairs (t,k); the largest is"
      + " \(ScientificNumber.text(exp: peak.logNorm)), step \(peak.step), lag \(peak.lag)."
  }
}
