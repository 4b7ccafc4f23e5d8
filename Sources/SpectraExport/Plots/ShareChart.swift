public import JacobianSpectra

/// The shares of a ledger over the lag as stacked areas: what adds above zero, what takes away below.
public struct ShareChart: Sendable {
  /// One panel: some parts of rows of one quantity and one step, by lag.
  public struct Panel: Sendable {
    public var title: String
    public var parts: [LedgerPart]
    public var rows: [LedgerRow]

    public init(title: String, parts: [LedgerPart], rows: [LedgerRow]) {
      self.title = title
      self.parts = parts
      self.rows = rows
    }
  }

  public var title: String
  public var panels: [Panel]

  public init(title: String, panels: [Panel]) {
    self.title = title
    self.panels = panels
  }

  /// Draws the chart as SVG or PNG, as the suffix of `path` says.
  ///
  /// - Throws: ``PlotError`` for another suffix and if gnuplot is missing or fails, `ModelFileError`
  ///   if the file cannot be written.
  public func write(to path: String) throws {
    try Gnuplot.draw(
      title,
      panels: panels.enumerated().map { number, panel in
        let areas = panel.parts.indices.flatMap { index in
          let (lower, colour) = (2 + 4 * index, Self.colour(index, of: panel.parts.count))
          // A part stands above zero at some lags and below at others: two areas, one legend.
          return [
            (lower, "title \(Gnuplot.quoted(Self.label(panel.parts[index])))"),
            (lower + 2, "notitle"),
          ]
          .map { column, title in
            "$ledger_\(number) using 1:\(column):\(column + 1) with filledcurves fs solid 1 border lc"
              + " rgb '#222222' lw 0.4 fc rgb '\(colour)' \(title)"
          }
        }
        return [
          "set title \(Gnuplot.quoted(panel.title))", "set xlabel 'lag k (steps, logarithmic)'",
          "set logscale x", Self.range(of: panel.rows), "set ylabel 'share of σ₁ (1 = all)'",
          "plot \((areas + ["0 with lines lc rgb '#222222' lw 1 notitle"]).joined(separator: ", "))",
        ]
      },
      data: panels.enumerated().flatMap { number, panel in
        Gnuplot.dataBlock("$ledger_\(number)", panel.rows.map { Self.record($0, panel.parts) })
      }, to: path)
  }

  /// The lag, then for each part from where to where it reaches above zero and below.
  private static func record(_ row: LedgerRow, _ parts: [LedgerPart]) -> [Double?] {
    var record: [Double?] = [Double(row.lag)]
    var (top, bottom) = (0.0, 0.0)
    for part in parts {
      guard let share = row.entries.first(where: { $0.part == part })?.share else {
        record += [nil, nil, nil, nil]
        continue
      }
      record += [top, top + max(share, 0), bottom, bottom + min(share, 0)]
      top += max(share, 0)
      bottom += min(share, 0)
    }
    return record
  }

  /// The lags from the first to the last.
  private static func range(of rows: [LedgerRow]) -> String {
    guard let first = rows.first?.lag, let last = rows.last?.lag, first < last else {
      return "set xrange [*:*]"
    }
    return "set xrange [\(first):\(last)]"
  }

  private static func colour(_ index: Int, of count: Int) -> String {
    count <= Shade.areas.count
      ? Shade.areas[index] : Shade.line(Double(index) / Double(count - 1))
  }

  private static func label(_ part: LedgerPart) -> String {
    switch part {
    case .edge: part.name
    case .hops(0): "never through h"
    case .hops(let count): count == 1 ? "once through h" : "\(count) times"
    case .hopsBeyond(let count): "more than \(count == 1 ? "once" : "\(count) times")"
    }
  }
}
