public import JacobianSpectra

/// The shares of a ledger over the lag as stacked areas: what adds above zero, what takes away below.
public struct ShareChart: Chart {
  /// One panel: some parts of rows of one quantity and one step, by lag.
  public struct Panel: Sendable {
    /// What stands over the panel.
    public var title: String
    /// From the axis outwards.
    public var parts: [LedgerPart]
    /// By lag; none where nothing is known.
    public var rows: [LedgerRow]

    /// A panel of the shares of `parts` in each of `rows`.
    public init(title: String, parts: [LedgerPart], rows: [LedgerRow]) {
      self.title = title
      self.parts = parts
      self.rows = rows
    }
  }

  /// What stands over the picture.
  public var title: String
  /// One above the other.
  public var panels: [Panel]

  /// A picture of these panels.
  public init(title: String, panels: [Panel]) {
    self.title = title
    self.panels = panels
  }

  /// Where the vertical axis is cut if paths cancel so much that the sum would be too small to see.
  private static let limits = -2.0...3.0

  public var drawing: Drawing {
    let stacks = panels.map { panel in
      Self.distinct(panel.rows).map { ShareStack($0, parts: panel.parts) }
    }
    return Drawing(
      title: title,
      panels: zip(panels, stacks).enumerated().map { number, panel in
        Self.drawn(panel.0, stacks: panel.1, data: "$ledger_\(number)")
      },
      data: stacks.enumerated().flatMap { number, stacks in
        Gnuplot.areas("$ledger_\(number)", stacks.map(\.record))
      })
  }

  /// Rows whose lags can be told apart on a logarithmic axis, the first and the last among them.
  private static func distinct(_ rows: [LedgerRow]) -> [LedgerRow] {
    var kept: [LedgerRow] = []
    for row in rows where kept.isEmpty || Double(row.lag) >= 1.01 * Double(kept.last!.lag) {
      kept.append(row)
    }
    if let last = rows.last, last.lag != kept.last?.lag { kept.append(last) }
    return kept
  }

  private static func drawn(_ panel: Panel, stacks: [ShareStack], data: String) -> Drawing.Panel {
    var areas: [Drawing.Plot] = []
    for (index, part) in panel.parts.enumerated() {
      // A part stands above zero at some lags and below at others: two areas, one legend.
      let colour = colour(index, of: panel.parts.count)
      let column = 2 + 4 * index
      func area(_ column: Int, _ label: String) -> Drawing.Plot {
        .init(
          command:
            Gnuplot.area(
              data, from: column, to: column + 1,
              "border lc rgb '#222222' lw 0.4 fc rgb '\(colour)'"),
          label: label)
      }
      areas.append(area(column, label(part)))
      if stacks.contains(where: { $0.isNegative(index) }) { areas.append(area(column + 2, "")) }
    }
    areas.append(.init(command: "0 with lines lc rgb '#222222' lw 1"))
    let reach = (stacks.map(\.bottom).min() ?? 0)...(stacks.map(\.top).max() ?? 1)
    let isCut = reach.lowerBound < limits.lowerBound || reach.upperBound > limits.upperBound
    let lags = stacks.map(\.lag)
    let range =
      lags.count > 1
      ? "\(lags[0]):\(lags[lags.count - 1])" : lags.first.map { "\($0 - 1):\($0 + 1)" } ?? "*:*"
    return Drawing.Panel(
      title: panel.title + (isCut ? " (cut at −2 and 3)" : ""),
      xLabel: "lag k (steps\(lags.count > 1 ? ", logarithmic" : ""))",
      yLabel: "share of σ₁ (1 = all)",
      axes: [
        lags.count > 1 ? "set logscale x" : "unset logscale x", "set xrange [\(range)]",
        Ticks.logarithmic("x", lags),
        isCut ? "set yrange [\(limits.lowerBound):\(limits.upperBound)]" : "set yrange [*:*]",
      ],
      plots: stacks.contains { $0.top > 0 || $0.bottom < 0 } ? areas : [],
      emptiness: "no shares: σ₁ is zero or not known")
  }

  private static func colour(_ index: Int, of count: Int) -> String {
    count <= Shade.areas.count
      ? Shade.areas[index] : Shade.line(Shade.place(index, of: count))
  }

  private static func label(_ part: LedgerPart) -> String {
    switch part {
    case .edge: part.name
    case .hops(0): "never through h"
    case .hops(1): "once through h"
    case .hops(let count): "\(count) times"
    case .hopsBeyond(0): "through h"
    case .hopsBeyond(1): "more than once"
    case .hopsBeyond(let count): "more than \(count) times"
    }
  }
}

/// The shares of one row, one upon the other.
private struct ShareStack {
  let lag: Int
  /// From where to where each part reaches above zero and below; nil where there is no share.
  private(set) var parts: [(above: ClosedRange<Double>, below: ClosedRange<Double>)?] = []
  private(set) var top = 0.0
  private(set) var bottom = 0.0

  init(_ row: LedgerRow, parts names: [LedgerPart]) {
    lag = row.lag
    for name in names {
      guard let share = row.entries.first(where: { $0.part == name })?.share, share.isFinite else {
        parts.append(nil)
        continue
      }
      let (higher, lower) = (top + max(share, 0), bottom + min(share, 0))
      parts.append((top...higher, lower...bottom))
      (top, bottom) = (higher, lower)
    }
  }

  /// Whether a part takes away.
  func isNegative(_ index: Int) -> Bool {
    parts[index].map { $0.below.lowerBound < $0.below.upperBound } ?? false
  }

  /// The lag, then four numbers for each part.
  var record: [Double?] {
    [Double(lag)]
      + parts.flatMap { part -> [Double?] in
        guard let part else { return [nil, nil, nil, nil] }
        return [
          part.above.lowerBound, part.above.upperBound, part.below.upperBound,
          part.below.lowerBound,
        ]
      }
  }
}
