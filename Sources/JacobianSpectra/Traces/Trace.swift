public import RecurrentCells

/// Rows of a trace, as a value; for JSON see ``TraceRow``.
public struct Trace: Sendable, Equatable, Codable {
  /// By series, then step, then lag.
  public let rows: [TraceRow]
  /// The edges that the cell has, for the names of edge sets.
  public let cellEdges: EdgeSet

  /// A trace of the rows of a cell that has these edges.
  public init(rows: [TraceRow], cellEdges: EdgeSet) {
    self.rows = rows
    self.cellEdges = cellEdges
  }

  /// The first row of a step and lag; nil where there is none, as for lags beyond the step.
  ///
  /// - Complexity: O(log rows) for each series; O(rows) where there is none.
  public subscript(step step: Int, lag lag: Int) -> TraceRow? { rows.first(step: step, lag: lag) }

  /// The row of one derivative at a step and lag; nil where there is none.
  ///
  /// - Complexity: O(log rows) for each series; O(rows) where there is none.
  public subscript(
    _ quantity: Quantity, edges edges: EdgeSet = .all, step step: Int, lag lag: Int
  ) -> TraceRow? {
    rows.first(own(.init(quantity, edges: edges)), step: step, lag: lag)
  }

  /// The rows of one derivative, by step, then lag; of all edges, as asked for, those that the cell has.
  public func rows(of series: TraceRequest.Series) -> [TraceRow] {
    let series = own(series)
    return rows.filter { $0.series == series }
  }

  /// The series as its rows name it.
  private func own(_ series: TraceRequest.Series) -> TraceRequest.Series {
    .init(series.quantity, edges: series.edges.intersection(cellEdges))
  }
}

extension TraceRow: PlacedRow {
  var kind: TraceRequest.Series { series }
}
