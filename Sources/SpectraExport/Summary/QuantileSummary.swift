import JacobianSpectra
public import RecurrentCells

/// What a person wants to know first of quantiles over a batch, taken as the rows come: as far as half
/// of the sequences reach.
public struct QuantileSummary: Sendable {
  /// Shown beside the median.
  private static let levels = [0.05, 0.5, 0.95]
  /// Stands for the last step; others count from 1.
  private static let end = 0

  private typealias Point = (quantile: Double, row: SeriesSummary.Row, sequenceCount: Int)
  private var points: [Point] = []

  /// A summary of no rows.
  public init() {}

  /// Takes the next row.
  public mutating func take(_ row: QuantileRow) {
    guard Self.levels.contains(row.quantile) else { return }
    let step: Int = if case .number(let step) = row.step { step } else { Self.end }
    let point = SeriesSummary.Row(
      quantity: row.series.quantity, edges: row.series.edges, step: step, lag: row.lag,
      logNorm: row.largestLog)
    points.append((row.quantile, point, row.sequenceCount))
  }

  /// A summary of each series and level.
  private func summaries(
    from least: Int
  ) -> [(quantile: Double, sequenceCount: Int, series: SeriesSummary)] {
    var summaries: [(quantile: Double, sequenceCount: Int, series: SeriesSummary)] = []
    for (quantile, row, count) in points where count >= least {
      let index = summaries.firstIndex {
        $0.quantile == quantile && $0.series.quantity == row.quantity
          && $0.series.edges == row.edges
      }
      if let index {
        summaries[index].series.take(row)
        summaries[index].sequenceCount = count
      } else {
        summaries.append((quantile, count, SeriesSummary(first: row)))
      }
    }
    return summaries
  }

  /// A table for people: σ₁ at the last step.
  ///
  /// - Parameter cellEdges: The edges that the cell has, for the names of edge sets.
  public func table(cellEdges: EdgeSet) -> String {
    let count = points.map(\.sequenceCount).max() ?? 0
    var table = TextTable(
      [
        ("quantity", .left), ("edges", .left), ("step", .right), ("over \(count) sequences", .left),
      ]
        + SeriesSummary.columns + [("sequences there", .right)])
    for (quantile, sequenceCount, series) in summaries(from: (count + 1) / 2) {
      table.append(
        [
          series.quantity.rawValue, series.edges.name(among: cellEdges),
          series.step == Self.end ? "end" : "\(series.step)",
          quantile == 0.5 ? "median" : "\(Int((100 * quantile).rounded())) %",
        ] + series.cells + ["\(sequenceCount)"])
    }
    return table.text
  }
}
