public import RecurrentCells

/// Rows of a trace, as a value.
public struct Trace: Sendable, Equatable {
  /// By series, then step, then lag.
  public let rows: [TraceRow]
  /// The edges that the cell has, for the names of edge sets.
  public let cellEdges: EdgeSet

  public init(rows: [TraceRow], cellEdges: EdgeSet) {
    self.rows = rows
    self.cellEdges = cellEdges
  }

  /// The first row of a step and lag; nil where there is none, as for lags beyond the step.
  public subscript(step step: Int, lag lag: Int) -> TraceRow? {
    rows.first { $0.step == step && $0.lag == lag }
  }
}
