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
}
