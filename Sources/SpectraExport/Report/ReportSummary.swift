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

  /// - Parameter traces: Of one run; series of the same name are taken together.
  public init(of traces: [Trace]) {
    var order: [TraceRequest.Series] = []
    var rows: [TraceRequest.Series: [TraceRow]] = [:]
    for row in traces.flatMap(\.rows) where row.largestLog != nil {
      if rows[row.series] == nil { order.append(row.series) }
      rows[row.series, default: []].append(row)
    }
    series = order.map { series in
      Series(series.name(among: traces[0].cellEdges), rows: rows[series]!)
    }
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
      let values = byLag[lag]!.map { $0.largestLog! }.sorted()
      return values[(values.count - 1) / 2]
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
    let falls = zip(["10⁻³", "10⁻⁶"], horizons).map { threshold, lag in
      lag.map { "below \(threshold) from lag \($0) on" }
        ?? "not below \(threshold) up to lag \(longestLag)"
    }
    return "\(name): \(over) is \(falls.joined(separator: ", and ")) (among the lags traced)."
  }

  /// Whether gradients grow.
  var explosionSentence: String {
    let percent = "\((explodingShare * 1000).rounded() / 10) %"
    return "\(name): σ₁ > 1 in \(percent) of the pairs (t,k); the largest is"
      + " \(ScientificNumber.text(exp: peak.logNorm)), step \(peak.step), lag \(peak.lag)."
  }
}
