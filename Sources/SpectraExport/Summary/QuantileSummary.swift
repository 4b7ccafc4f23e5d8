import JacobianSpectra
public import RecurrentCells

/// What a person wants to know first of quantiles over a batch, taken as the rows come: as far as half
/// of the sequences reach.
public struct QuantileSummary: Sendable {
  /// Shown beside the median.
  private static let levels = [0.05, 0.5, 0.95]

  private var rows: [(quantile: Double, row: SeriesSummary.Row, sequenceCount: Int)] = []

  /// A summary of no rows.
  public init() {}

  /// Takes the next row.
  public mutating func take(_ row: QuantileRow) {
    guard Self.levels.contains(row.quantile) else { return }
    rows.append((row.quantile, .init(row), row.sequenceCount))
  }

  /// A summary of each series and level.
  private func summaries(
    from least: Int
  ) -> [(quantile: Double, sequenceCount: Int, summary: SeriesSummary)] {
    var summaries: [(quantile: Double, sequenceCount: Int, summary: SeriesSummary)] = []
    for (quantile, row, count) in rows where count >= least {
      let index = summaries.firstIndex {
        $0.quantile == quantile && $0.summary.series == row.series
      }
      if let index {
        summaries[index].summary.take(row)
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
    let count = rows.map(\.sequenceCount).max() ?? 0
    var table = TextTable(
      SeriesSummary.placeColumns + [("over \(count) sequences", .left)] + SeriesSummary.columns
        + [("sequences there", .right)])
    for (quantile, sequenceCount, summary) in summaries(from: (count + 1) / 2) {
      table.append(
        summary.place(among: cellEdges)
          + [quantile == 0.5 ? "median" : "\(Quantile.percent(quantile)) %"] + summary.cells
          + ["\(sequenceCount)"])
    }
    return table.text
  }
}
