extension BlockMatrix {
  /// Writes this matrix times `panel` into `result`, which takes the shape it needs.
  ///
  /// - Precondition: `panel` has a row for each column of this matrix.
  public func multiply(_ panel: Matrix<Scalar>, into result: inout Matrix<Scalar>) {
    multiply(panel, transposed: false, into: &result)
  }

  /// Writes the transpose of this matrix times `panel` into `result`, which takes the shape it needs.
  ///
  /// - Precondition: `panel` has a row for each row of this matrix.
  public func multiplyTransposed(_ panel: Matrix<Scalar>, into result: inout Matrix<Scalar>) {
    multiply(panel, transposed: true, into: &result)
  }

  /// Writes `panel` times this matrix into `result`, which takes the shape it needs.
  ///
  /// - Precondition: `panel` has a column for each row of this matrix.
  public func multiplyFromRight(_ panel: Matrix<Scalar>, into result: inout Matrix<Scalar>) {
    precondition(
      panel.columnCount == rowCount, "\(panel.columnCount) columns times \(rowCount) rows")
    multiplyFromRight(panel, transposed: false, into: &result)
  }

  /// Writes `panel` times the transpose of this matrix into `result`, which takes the shape it needs.
  ///
  /// - Precondition: `panel` has a column for each column of this matrix.
  public func multiplyTransposedFromRight(
    _ panel: Matrix<Scalar>, into result: inout Matrix<Scalar>
  ) {
    precondition(
      panel.columnCount == columnCount, "\(panel.columnCount) columns times \(columnCount) rows")
    multiplyFromRight(panel, transposed: true, into: &result)
  }

  /// Writes this matrix, or its transpose, times `panel` into `result`, which takes the shape it needs.
  ///
  /// - Precondition: `panel` has a row for each column of this matrix, or of its transpose.
  /// - Complexity: 2 flops for each entry of a block and column of `panel`, in dense blocks by `gemm`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func multiply(
    _ panel: Matrix<Scalar>, transposed: Bool, into result: inout Matrix<Scalar>
  ) {
    precondition(
      panel.rowCount == (transposed ? rowCount : columnCount),
      "\(rowCount) × \(columnCount)\(transposed ? " transposed" : "") times \(panel.rowCount) rows")
    let placement = BlockPlacement(of: self, fromRows: transposed)
    result.reshape(rows: transposed ? columnCount : rowCount, columns: panel.columnCount)
    for rows in placement.cleared { result.fillRows(rows, with: 0) }
    for (block, place) in zip(dense, placement.dense) {
      result.addProduct(
        of: block.matrix, and: panel, transposingLeft: transposed,
        rightRow: place.from.lowerBound, targetRow: place.to.lowerBound, rows: place.to.count,
        inner: place.from.count, keeping: place.adds ? 1 : 0)
    }
    for (block, place) in zip(diagonal, placement.diagonal) {
      result.setRows(
        place.to, toRows: place.from, of: panel, times: block.values, adding: place.adds)
    }
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private func multiplyFromRight(
    _ panel: Matrix<Scalar>, transposed: Bool, into result: inout Matrix<Scalar>
  ) {
    let placement = BlockPlacement(of: self, fromRows: !transposed)
    result.reshape(rows: panel.rowCount, columns: transposed ? rowCount : columnCount)
    for columns in placement.cleared { result.clearColumns(columns) }
    for (block, place) in zip(dense, placement.dense) {
      result.addProduct(
        of: panel, columns: place.from, and: block.matrix, transposingRight: transposed,
        toColumns: place.to, keeping: place.adds ? 1 : 0)
    }
    for (block, place) in zip(diagonal, placement.diagonal) {
      result.setColumns(
        place.to, toColumns: place.from, of: panel, times: block.values, adding: place.adds)
    }
  }
}
