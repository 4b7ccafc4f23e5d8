/// Rows of a ledger, as a value.
public struct Ledger: Sendable, Equatable {
  /// By quantity, then step, then lag.
  public let rows: [LedgerRow]
  /// The parts of every row, in order.
  public let parts: [LedgerPart]

  public init(rows: [LedgerRow], parts: [LedgerPart]) {
    self.rows = rows
    self.parts = parts
  }
}
