/// Where the parts of a cell's state stand in its state vector.
public struct StateLayout: Sendable, Equatable {
  /// The hidden state h, which the cell shows to other layers.
  public let hidden: Range<Int>
  /// The cell state C of an LSTM; nil for cells that have none.
  public let cell: Range<Int>?

  /// The hidden state first, the cell state after it.
  public init(hiddenCount: Int, cellCount: Int? = nil) {
    hidden = 0..<hiddenCount
    cell = cellCount.map { hiddenCount..<hiddenCount + $0 }
  }

  /// The length of the state vector.
  public var count: Int { cell?.upperBound ?? hidden.upperBound }

  /// A name for entry `index` of the state vector, such as `h[3]`.
  public func name(of index: Int) -> String {
    if let cell, cell.contains(index) { return "C[\(index - cell.lowerBound)]" }
    return "h[\(index)]"
  }
}
