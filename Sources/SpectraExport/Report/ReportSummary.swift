public import JacobianSpectra
import RealModule
import RecurrentCells

/// What traces say about training, series by series, over all of their steps.
public struct ReportSummary: Sendable, Equatable {
  /// One series.
  public struct Series: Sendable, Equatable {
    /// Such as `cell along carousel`.
    public let name: String
    /// The number of steps t.
    public let stepCount: Int
    /// The longest lag k.
    public let longestLag: Int
    /// The number of steps t that have it.
    public let longestLagStepCount: Int
    /// By threshold of `SeriesSummary.thresholds`: the lag from which on the median of σ₁ over the
    /// steps stays below.
    public let horizons: [Horizon]
    /// The pairs (t,k) whose σ₁ is not known: rounding noise, or below the exponent range.
    public let unknownCount: Int
    /// The share of the other pairs with σ₁ > 1.
    public let explodingShare: Double
    /// The pair with the largest σ₁; nil where none is known.
    public let peak: Peak?
    /// At lags 1, 10, 100, … of the last step; empty where singular values were not asked for.
    public let directions: [Directions]
  }

  /// In how many directions a change is kept.
  public struct Directions: Sendable, Equatable {
    /// k.
    public let lag: Int
    /// The singular values above the first of `SeriesSummary.thresholds`.
    public let kept: Int
    /// All of them.
    public let count: Int
  }

  /// One pair.
  public struct Peak: Sendable, Equatable {
    /// t.
    public let step: Int
    /// k.
    public let lag: Int
    /// ln σ₁, in nats.
    public let logNorm: Double
  }

  /// In the order of the traces.
  public let series: [Series]

  /// - Parameters:
  ///   - traces: Of one run; where several have a series, the one with the most steps counts.
  ///   - fromLayer: The layer whose earlier state is the variable; nil for the same layer.
  public init(of traces: [Trace], fromLayer: Int? = nil) {
    let origin = fromLayer.map { " from layer \($0)" } ?? ""
    var found: [TraceRequest.Series: Series] = [:]
    for trace in traces {
      let rows = Dictionary(grouping: trace.rows, by: \.series)
      for (series, rows) in rows {
        let candidate = Series(series.name(among: trace.cellEdges) + origin, rows: rows)
        if candidate.stepCount > found[series]?.stepCount ?? 0 { found[series] = candidate }
      }
    }
    series = traces.flatMap { $0.rows.map(\.series) }.withoutRepeats.compactMap { found[$0] }
  }
}

extension ReportSummary.Series {
  /// - Precondition: There are rows.
  fileprivate init(_ name: String, rows: [TraceRow]) {
    self.name = name
    let byLag = Dictionary(grouping: rows, by: \.lag)
    let lags = byLag.keys.sorted()
    stepCount = Set(rows.map(\.step)).count
    longestLag = lags.last!
    longestLagStepCount = Set(byLag[longestLag]!.map(\.step)).count
    var searches = SeriesSummary.thresholds.map { _ in Horizon.Search() }
    for lag in lags {
      // The median if what is not known were small, and if it were large.
      let medians = [-Double.infinity, .greatestFiniteMagnitude].map { unknown in
        Quantile.of(byLag[lag]!.map { $0.largestLog ?? unknown }.sorted(), 0.5)
      }
      for (index, threshold) in SeriesSummary.thresholds.enumerated() {
        let isBelow = medians.map { $0 < .log(threshold) }
        searches[index].take(lag, isBelow: isBelow[0] == isBelow[1] ? isBelow[0] : nil)
      }
    }
    horizons = searches.map(\.horizon)
    let known = rows.filter { $0.largestLog != nil }
    unknownCount = rows.count - known.count
    // Lag 0 is no way through time.
    let moving = known.filter { $0.lag > 0 }
    explodingShare =
      Double(moving.count { $0.largestLog! > 0 }) / Double(max(moving.count, 1))
    peak = known.max { $0.largestLog! < $1.largestLog! }
      .map { .init(step: $0.step, lag: $0.lag, logNorm: $0.largestLog!) }
    let last = rows.map(\.step).max()
    directions = rows.filter { row in
      row.step == last && !row.logSingularValues.isEmpty && Self.isPowerOfTen(row.lag)
    }.map { row in
      let kept = row.logSingularValues.indices.count {
        row.resolvedLogSingularValue(at: $0) ?? -.infinity > .log(SeriesSummary.thresholds[0])
      }
      return .init(lag: row.lag, kept: kept, count: row.logSingularValues.count)
    }.sorted { $0.lag < $1.lag }
  }

  private static func isPowerOfTen(_ lag: Int) -> Bool {
    sequence(first: 1) { $0 < lag ? 10 * $0 : nil }.contains(lag)
  }

  /// In how many directions the past is kept; nil where it was not asked.
  var directionSentence: String? {
    guard let first = directions.first, first.count > 1 else { return nil }
    let places = directions.map { "\($0.kept) at lag \($0.lag)" }.joined(separator: ", ")
    return
      "\(name): of \(first.count) directions more than 10⁻³ is kept in \(places), by σ of the last step."
  }

  /// How far back a gradient reaches.
  var horizonSentence: String {
    let fewer =
      longestLagStepCount < stepCount ? " (\(longestLagStepCount) at lag \(longestLag))" : ""
    let over = stepCount == 1 ? "σ₁" : "the median of σ₁ over \(stepCount) steps t\(fewer)"
    switch horizons[0] {
    case .never: return "\(name): \(over) never falls below 10⁻³, up to lag \(longestLag)."
    case .unknown(let lag):
      return "\(name): \(over) is not known from lag \(lag) on, where values are rounding noise or"
        + " below the exponent range."
    case .lag(let below, let gaps, let isFirst):
      let further =
        switch horizons[1] {
        case .lag(let lag, let gaps, let isFirst):
          "below 10⁻⁶ from lag \(lag) on\(isFirst ? " or earlier" : "")\(Horizon.note(on: gaps))"
        case .never: "never below 10⁻⁶, up to lag \(longestLag)"
        case .unknown(let lag): "whether below 10⁻⁶ is not known from lag \(lag) on"
        }
      return
        "\(name): \(over) is below 10⁻³ from lag \(below) on\(isFirst ? " or earlier" : "")\(Horizon.note(on: gaps)), \(further)"
        + " (of the lags traced)."
    }
  }

  /// The share in words, none and all of the pairs told apart from few and most.
  private var explodingPart: String {
    switch (explodingShare * 1000).rounded() {
    case 0: explodingShare == 0 ? "none" : "less than 0.1 %"
    case 1000: explodingShare == 1 ? "all" : "more than 99.9 %"
    case let permille: "\(permille / 10) %"
    }
  }

  /// Whether gradients grow.
  var explosionSentence: String {
    guard let peak else { return "\(name): no σ₁ is known." }
    let unknown = unknownCount > 0 ? " that are known, all but \(unknownCount)" : ""
    // One step's growth is no trend.
    let rate =
      peak.lag > 1 && peak.logNorm > 0
      ? ", \(ScientificNumber.text(peak.logNorm / Double(peak.lag))) nats a step" : ""
    return "\(name): σ₁ > 1 in \(explodingPart) of the pairs (t,k)\(unknown); the largest is"
      + " \(ScientificNumber.text(exp: peak.logNorm)), step \(peak.step), lag \(peak.lag)\(rate)."
  }
}
