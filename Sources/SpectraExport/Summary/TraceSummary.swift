public import JacobianSpectra
public import RecurrentCells

/// Summaries of all series of a trace, taken as the rows come.
public struct TraceSummary: Sendable, Equatable {
  public private(set) var series: [SeriesSummary] = []

  public init() {}

  /// Takes the next row of the trace.
  public mutating func take(_ row: TraceRow) {
    if let current = series.last, current.quantity == row.quantity, current.edges == row.edges {
      series[series.count - 1].take(row)
    } else {
      series.append(SeriesSummary(first: row))
    }
  }

  /// A table for people.
  ///
  /// - Parameter cellEdges: The edges that the cell has, for the names of edge sets.
  public func table(cellEdges: EdgeSet) -> String {
    var table = TextTable([
      ("quantity", .left), ("edges", .left), ("step", .right), ("largest σ₁", .right),
      ("at lag", .right), ("last σ₁", .right), ("at lag", .right),
      ("< 1e-3 from lag", .right), ("< 1e-6 from lag", .right),
    ])
    for series in series {
      table.append(
        [series.quantity.rawValue, series.edges.name(among: cellEdges), "\(series.step)"]
          + Self.cells(series.peak) + Self.cells(series.last)
          + series.horizons.map { horizon in
            horizon.map { "\($0)" } ?? (series.last == nil ? "-" : "never")
          })
    }
    return table.text
  }

  private static func cells(_ point: SeriesSummary.Point?) -> [String] {
    guard let point else { return ["-", "-"] }
    return [ScientificNumber.text(exp: point.logNorm), "\(point.lag)"]
  }
}
