public import JacobianSpectra
public import RecurrentCells

/// Summaries of all series of a trace, taken as the rows come.
public struct TraceSummary: Sendable, Equatable {
  /// One for each series, in the order of the request.
  public private(set) var series: [SeriesSummary] = []

  public init() {}

  /// The summaries of all series of `trace`.
  public init(of trace: Trace) { for row in trace.rows { take(row) } }

  /// Takes the next row of the trace.
  public mutating func take(_ row: TraceRow) {
    if series.last?.series == row.series {
      series[series.count - 1].take(.init(row))
    } else {
      series.append(SeriesSummary(first: .init(row)))
    }
  }

  /// A table for people, and a line for each derivative that is exactly zero.
  ///
  /// - Parameter cellEdges: The edges that the cell has, for the names of edge sets.
  public func table(cellEdges: EdgeSet) -> String {
    var table = TextTable(SeriesSummary.placeColumns + SeriesSummary.columns)
    for series in series { table.append(series.place(among: cellEdges) + series.cells) }
    let zeros = series.filter { $0.peak?.logNorm == -.infinity }.map {
      "\($0.series.name(among: cellEdges)) is exactly 0: these edges do not lead there, or what they go through is shut"
    }
    return ([table.text] + zeros.withoutRepeats).joined(separator: "\n")
  }
}
