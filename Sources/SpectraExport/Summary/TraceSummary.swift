public import JacobianSpectra
public import RecurrentCells

/// Summaries of all series of a trace, taken as the rows come.
public struct TraceSummary: Sendable, Equatable {
  public private(set) var series: [SeriesSummary] = []

  public init() {}

  /// Takes the next row of the trace.
  public mutating func take(_ row: TraceRow) {
    if let current = series.last, current.quantity == row.quantity, current.edges == row.edges {
      series[series.count - 1].take(.init(row))
    } else {
      series.append(SeriesSummary(first: .init(row)))
    }
  }

  /// A table for people.
  ///
  /// - Parameter cellEdges: The edges that the cell has, for the names of edge sets.
  public func table(cellEdges: EdgeSet) -> String {
    var table = TextTable(
      [("quantity", .left), ("edges", .left), ("step", .right)] + SeriesSummary.columns)
    for series in series {
      table.append(
        [series.quantity.rawValue, series.edges.name(among: cellEdges), "\(series.step)"]
          + series.cells)
    }
    return table.text
  }
}
