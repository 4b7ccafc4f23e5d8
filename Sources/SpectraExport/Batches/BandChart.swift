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

  private var series: [TraceRequest.Series] {
    rows.reduce(into: []) {
      if $0.last != $1.series && !$0.contains($1.series) { $0.append($1.series) }
    }
  }

  /// What is to be drawn.
  public var drawing: Drawing {
    let series = self.series
    let count = series.count
    let columns = count > 1 ? 2 : 1
    let isOverLag = Set(rows.map(\.lag)).count > 1
    return Drawing(
      title: title, columns: columns,
      panels: series.enumerated().map { index, series in
        let data = "$batch_\(index)"
        let bands = Self.shades.indices.map { band in
          let (low, high) = (TraceQuantiles.levels[band], TraceQuantiles.levels[band + 1])
          return "\(data) using 1:\(band + 2):\(band + 3) with filledcurves fs solid 1 noborder"
            + " fc rgb '\(Self.shades[band])' title '\(Self.percent(low))–\(Self.percent(high)) %'"
        }
        return [
          "set title \(Gnuplot.quoted(series.title(among: cellEdges)))",
          "set xlabel '\(isOverLag ? "lag k (steps)" : "step t")'", "set ylabel 'ln σ₁ (nats)'",
          Drawing.endsRow(index, of: count, columns: columns)
            ? "set key on" : "set key off",
        ]
          + Drawing.plot(
            bands + ["\(data) using 1:4 with lines lw 2 lc rgb '#000000' title 'median'"],
            isEmpty: !rows.contains { $0.series == series && ($0.largestLog?.isFinite ?? false) })
      },
      data: series.enumerated().flatMap { index, series in
        Gnuplot.dataBlock("$batch_\(index)", records(of: series, isOverLag: isOverLag))
      })
  }

  /// A record a place on the axis: the place, then the quantiles.
  private func records(of series: TraceRequest.Series, isOverLag: Bool) -> [[Double?]] {
    var records: [[Double?]] = []
    var last: (step: QuantileRow.Step, lag: Int)?
    for row in rows where row.series == series {
      if last.map({ $0 != (row.step, row.lag) }) ?? true {
        last = (row.step, row.lag)
        let step: Int? = if case .number(let step) = row.step { step } else { nil }
        records.append([isOverLag ? Double(row.lag) : step.map { Double($0) }])
      }
      records[records.count - 1].append(row.largestLog)
    }
    return records.filter { $0[0] != nil }
  }

  private static func percent(_ quantile: Double) -> Int { Int((100 * quantile).rounded()) }
}

extension BandChart {
  /// The picture that suits a batch: bands over the lag for one step, over the step for one lag, the
  /// median in colours over both for several of both.
  ///
  /// - Throws: ``PlotError`` if there is a single place, or no norm.
  public static func chart(
    title: String, rows: [QuantileRow], cellEdges: EdgeSet
  ) throws(PlotError) -> any Chart {
    let rows = rows.filter { $0.largestLog != nil }
    let (steps, lags) = (Set(rows.map(\.step)), Set(rows.map(\.lag)))
    try PlotError.requireSeveral(stepCount: steps.count, lagCount: lags.count)
    let chart = BandChart(title: title, rows: rows, cellEdges: cellEdges)
    guard steps.count > 1 && lags.count > 1 else { return chart }
    return Heatmap(
      title: "\(title), median",
      panels: chart.series.map { series in
        .init(
          title: series.title(among: cellEdges),
          points: rows.compactMap { row in
            guard row.series == series, row.quantile == 0.5, case .number(let step) = row.step
            else { return nil }
            return (step: step, lag: row.lag, logNorm: row.largestLog!)
          })
      })
  }
}
