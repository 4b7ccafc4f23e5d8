public import RecurrentCells

/// Rows of a ledger, as a value; for JSON see ``LedgerRow``.
public struct Ledger: Sendable, Equatable, Codable {
  /// By quantity, then step, then lag.
  public let rows: [LedgerRow]
  /// The parts of every row, in order.
  public let parts: [LedgerPart]

  /// A ledger of rows that have these parts each.
  public init(rows: [LedgerRow], parts: [LedgerPart]) {
    self.rows = rows
    self.parts = parts
  }

  /// The row of one derivative at a step and lag; nil where there is none, as for lags beyond the step.
  ///
  /// - Complexity: O(log rows) for each quantity; O(rows) where there is none.
  public subscript(_ quantity: Quantity, step step: Int, lag lag: Int) -> LedgerRow? {
    rows.first(quantity, step: step, lag: lag)
  }
}

extension LedgerRow: PlacedRow {
  var kind: Quantity { quantity }
}
