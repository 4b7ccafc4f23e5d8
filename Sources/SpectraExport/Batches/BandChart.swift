import JacobianSpectra
public import RecurrentCells

/// ln σ₁ over a batch of sequences: the median as a line, bands of the middle half and of nine tenths,
/// over the lag or over the step; a panel a series.
public struct BandChart: Chart {
  /// What stands above the panels.
  public var title: String
  /// All quantiles of each series, step and lag.
  public var rows: [QuantileRow]
  /// The edges that the cell has, for the names of edge sets.
  public var cellEdges: EdgeSet

  /// A chart of rows that have all of ``TraceQuantiles/levels`` at each step and lag.
  public init(title: String, rows: [QuantileRow], cellEdges: EdgeSet) {
    self.title = title
    self.rows = rows
    self.cellEdges = cellEdges
  }

  /// Light to dark to light.
  private static let shades = ["#d6e6f4", "#7fb9da", "#7fb9da", "#d6e6f4"]

  private var series: [TraceRequest.Series] { rows.map(\.series).withoutRepeats }

  /// What is to be drawn.
  public var drawing: Drawing {
    let series = self.series
    let isOverLag = Set(rows.map(\.lag)).count > 1
    return Drawing(
      title: title, hasPairs: true,
      panels: series.enumerated().map { index, series in
        let rows = rows.filter { $0.series == series }
        let data = "$batch_\(index)"
        let bands = QuantileBands.plots(
          of: data, bands: QuantileBands.all(between: TraceQuantiles.levels),
          shades: Self.shades)
        let median = Drawing.Plot(
          command: "\(data) using 1:4 with lines lw 2 lc rgb '#000000'", label: "median")
        let values = rows.compactMap(\.largestLog)
        return Drawing.Panel(
          title: series.title(among: cellEdges),
          xLabel: (isOverLag ? "lag k (steps)" : "step t") + Self.thinning(of: rows, isOverLag),
          yLabel: "ln σ₁ (\(LineChart.unit(of: values)))",
          axes: [Ticks.linear("x", rows.compactMap { Self.place(of: $0, isOverLag) })],
          plots: values.contains(where: \.isFinite) ? bands + [median] : [],
          legendTitle: "quantiles of sequences")
      },
      data: series.enumerated().flatMap { index, series in
        Gnuplot.areas("$batch_\(index)", records(of: series, isOverLag: isOverLag))
      })
  }

  /// A record a place on the axis: the place, then the quantiles.
  private func records(of series: TraceRequest.Series, isOverLag: Bool) -> [[Double?]] {
    var records: [[Double?]] = []
    var last: (step: QuantileRow.Step, lag: Int)?
    for row in rows where row.series == series {
      if last.map({ $0 != (row.step, row.lag) }) ?? true {
        last = (row.step, row.lag)
        records.append([Self.place(of: row, isOverLag).map { Double($0) }])
      }
      records[records.count - 1].append(row.largestLog)
    }
    return records.filter { $0[0] != nil }
  }

  private static func place(of row: QuantileRow, _ isOverLag: Bool) -> Int? {
    if isOverLag { return row.lag }
    if case .number(let step) = row.step { return step }
    return nil
  }

  /// From where on fewer than half of the sequences are long enough.
  private static func thinning(of rows: [QuantileRow], _ isOverLag: Bool) -> String {
    let most = rows.map(\.sequenceCount).max() ?? 0
    let first = rows.first { 2 * $0.sequenceCount < most }.flatMap { place(of: $0, isOverLag) }
    return first.map { "; fewer than half of the sequences from \($0) on" } ?? ""
  }
}

extension BandChart {
  /// The picture that suits a batch: bands over the lag for one step, over the step for one lag, the
  /// median in colours over both for several of both.
  ///
  /// The title names the series of which no norm is known.
  ///
  /// - Throws: ``PlotError`` if there is a single place, or no norm.
  public static func chart(
    title: String, rows: [QuantileRow], cellEdges: EdgeSet
  ) throws(PlotError) -> any Chart {
    let all = rows
    let rows = all.filter { $0.largestLog != nil }
    let unknown = all.map(\.series).withoutRepeats.noteOnMissing(
      rows.map(\.series).withoutRepeats, among: cellEdges)
    let (steps, lags) = (Set(rows.map(\.step)), Set(rows.map(\.lag)))
    try PlotError.requireSeveral(
      stepCount: steps.count, lagCount: lags.count, unknownCount: all.count - rows.count)
    let place =
      lags.count > 1
      ? (steps == [.end] ? "last step of each" : "step \(rows[0].step)") : "lag \(rows[0].lag)"
    let chart = BandChart(title: "\(title), \(place)\(unknown)", rows: rows, cellEdges: cellEdges)
    guard steps.count > 1 && lags.count > 1 else { return chart }
    return Heatmap(
      title: "\(title), median\(unknown)",
      panels: chart.series.map { series in
        .init(
          title: series.title(among: cellEdges),
          points: all.compactMap { row in
            guard row.series == series, row.quantile == 0.5, case .number(let step) = row.step
            else { return nil }
            return (step: step, lag: row.lag, logNorm: row.largestLog ?? .nan)
          })
      })
  }
}
