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
  /// - Complexity: O(rows).
  public subscript(_ quantity: Quantity, step step: Int, lag lag: Int) -> LedgerRow? {
    rows.first { $0.quantity == quantity && $0.step == step && $0.lag == lag }
  }
}
