extension BlockMatrix {
  /// The whole as a dense matrix, written into `result`, which takes the shape it needs.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func writeDense(into result: inout Matrix<Scalar>) {
    result.reshape(rows: rowCount, columns: columnCount)
    // A first block of whole columns is copied; only the others have to be cleared.
    let whole = dense.first.flatMap { $0.rows == 0..<rowCount ? $0.columns : nil } ?? 0..<0
    result.clearColumns(0..<whole.lowerBound)
    result.clearColumns(whole.upperBound..<columnCount)
    for (b, block) in dense.enumerated() {
      if b == 0, !whole.isEmpty {
        result.setColumns(whole, to: block.matrix)
      } else {
        result.add(block.matrix, atRow: block.row, column: block.column)
      }
    }
    for block in diagonal {
      for (i, value) in block.values.enumerated() {
        result[block.row + i, block.column + i] += value
      }
    }
  }

  /// Makes `result` the whole as a dense matrix. The entries here are undefined afterwards: a dense
  /// block that is the whole changes hands and is not copied.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package mutating func moveDense(into result: inout Matrix<Scalar>) {
    guard diagonal.isEmpty, dense.count == 1, dense[0].rows == 0..<rowCount,
      dense[0].columns == 0..<columnCount
    else { return writeDense(into: &result) }
    result.reshape(rows: rowCount, columns: columnCount)
    swap(&dense[0].matrix, &result)
  }

  /// The whole as a dense matrix.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func denseMatrix() -> Matrix<Scalar> {
    var result = Matrix<Scalar>(rows: 0, columns: 0)
    writeDense(into: &result)
    return result
  }
}
