import JacobianSpectra
public import RecurrentCells

/// What a person wants to know first of quantiles over a batch, taken as the rows come.
public struct QuantileSummary: Sendable {
  /// Shown beside the median.
  private static let levels = [0.05, 0.5, 0.95]

  private var sequenceCount = 0
  private var summaries: [(quantile: Double, series: SeriesSummary)] = []

  public init() {}

  /// Takes the next row.
  public mutating func take(_ row: QuantileRow) {
    guard Self.levels.contains(row.quantile) else { return }
    sequenceCount = max(sequenceCount, row.sequenceCount)
    let step: Int = if case .number(let step) = row.step { step } else { 0 }
    let point = SeriesSummary.Row(
      quantity: row.series.quantity, edges: row.series.edges, step: step, lag: row.lag,
      logNorm: row.largestLog)
    let index = summaries.firstIndex {
      $0.quantile == row.quantile && $0.series.quantity == point.quantity
        && $0.series.edges == point.edges
    }
    if let index {
      summaries[index].series.take(point)
    } else {
      summaries.append((row.quantile, SeriesSummary(first: point)))
    }
  }

  /// A table for people: σ₁ at the last step.
  ///
  /// - Parameter cellEdges: The edges that the cell has, for the names of edge sets.
  public func table(cellEdges: EdgeSet) -> String {
    var table = TextTable(
      [("quantity", .left), ("edges", .left), ("over \(sequenceCount) sequences", .left)]
        + SeriesSummary.columns)
    for (quantile, series) in summaries {
      table.append(
        [
          series.quantity.rawValue, series.edges.name(among: cellEdges),
          quantile == 0.5 ? "median" : "\(Int((100 * quantile).rounded())) %",
        ] + series.cells)
    }
    return table.text
  }
}
