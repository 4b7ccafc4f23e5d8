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
    let header = [
      "quantity", "edges", "step", "largest σ₁ (lag)", "σ₁ at the last lag",
      "below 1e-3 from lag", "below 1e-6 from lag",
    ]
    let body = series.map { series in
      [
        series.quantity.rawValue, series.edges.name(among: cellEdges), "\(series.step)",
        series.peak.map { "\(ScientificNumber.text(exp: $0.logNorm)) (\($0.lag))" } ?? "",
        series.last.map { "\(ScientificNumber.text(exp: $0.logNorm)) (\($0.lag))" } ?? "",
      ] + series.horizons.map { $0.map { "\($0)" } ?? "-" }
    }
    let widths = header.indices.map { column in
      ([header] + body).map { $0[column].count }.max() ?? 0
    }
    return ([header] + body).map { row in
      zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
        .joined(separator: "  ")
    }.joined(separator: "\n")
  }
}
