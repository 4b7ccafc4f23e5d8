extension BlockMatrix {
  /// Writes `panel` times this matrix into `result`, which takes the shape it needs.
  public func multiplyFromRight(_ panel: Matrix<Scalar>, into result: inout Matrix<Scalar>) {
    precondition(
      panel.columnCount == rowCount, "\(panel.columnCount) columns times \(rowCount) rows")
    accumulate(
      panel, transposed: false, into: &result, columns: columnCount,
      dense: dense.map { ($0.rows, $0.columns) }, diagonal: diagonal.map { ($0.row, $0.column) })
  }

  /// Writes `panel` times the transpose of this matrix into `result`, which takes the shape it needs.
  public func multiplyTransposedFromRight(
    _ panel: Matrix<Scalar>, into result: inout Matrix<Scalar>
  ) {
    precondition(
      panel.columnCount == columnCount, "\(panel.columnCount) columns times \(columnCount) rows")
    accumulate(
      panel, transposed: true, into: &result, columns: rowCount,
      dense: dense.map { ($0.columns, $0.rows) }, diagonal: diagonal.map { ($0.column, $0.row) })
  }

  /// Both products: `dense` and `diagonal` say which columns each block's input has, and where its
  /// result goes.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private func accumulate(
    _ panel: Matrix<Scalar>, transposed: Bool, into result: inout Matrix<Scalar>, columns: Int,
    dense places: [(from: Range<Int>, to: Range<Int>)],
    diagonal firsts: [(from: Int, to: Int)]
  ) {
    result.reshape(rows: panel.rowCount, columns: columns)
    // What nothing has been written to yet need not be cleared first.
    var isFilled = Array(repeating: false, count: columns)
    for (block, place) in zip(dense, places) {
      let isFirst = !isFilled[place.to].contains(true)
      for column in place.to where !isFirst && !isFilled[column] { result.clearColumn(column) }
      result.addProduct(
        of: panel, columns: place.from, and: block.matrix, transposingRight: transposed,
        toColumns: place.to, keeping: isFirst ? 0 : 1)
      for column in place.to { isFilled[column] = true }
    }
    for (block, place) in zip(diagonal, firsts) {
      for (j, value) in block.values.enumerated() {
        result.setColumn(
          place.to + j, toColumn: place.from + j, of: panel, times: value,
          adding: isFilled[place.to + j])
        isFilled[place.to + j] = true
      }
    }
    for column in 0..<columns where !isFilled[column] { result.clearColumn(column) }
  }
}
