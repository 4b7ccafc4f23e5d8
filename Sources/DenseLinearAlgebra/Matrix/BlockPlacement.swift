/// Where the blocks of a matrix stand in a product: the part of the operand that each takes, and the part
/// of the result that it goes to.
///
/// A block sets its part where none before it has written there, so that only what no block sets has to
/// be cleared first.
struct BlockPlacement {
  struct Place {
    let from: Range<Int>
    let to: Range<Int>
    /// Whether other blocks, or zeros, stand there already.
    let adds: Bool
  }

  private(set) var dense: [Place] = []
  private(set) var diagonal: [Place] = []
  /// What no block sets.
  private(set) var cleared: [Range<Int>] = []

  /// - Parameter fromRows: Whether blocks take what stands at their rows and give what stands at their
  ///   columns, or the other way round.
  init<Scalar>(of matrix: BlockMatrix<Scalar>, fromRows: Bool) {
    var earlier: [Range<Int>] = []
    var set: [Range<Int>] = []
    func place(rows: Range<Int>, columns: Range<Int>) -> Place {
      let (from, to) = fromRows ? (rows, columns) : (columns, rows)
      let adds = from.isEmpty || earlier.contains { $0.overlaps(to) }
      earlier.append(to)
      if !adds { set.append(to) }
      return Place(from: from, to: to, adds: adds)
    }
    dense = matrix.dense.map { place(rows: $0.rows, columns: $0.columns) }
    diagonal = matrix.diagonal.map { place(rows: $0.rows, columns: $0.columns) }
    var end = 0
    for range in set.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if end < range.lowerBound { cleared.append(end..<range.lowerBound) }
      end = max(end, range.upperBound)
    }
    let count = fromRows ? matrix.columnCount : matrix.rowCount
    if end < count { cleared.append(end..<count) }
  }
}
