extension BlockMatrix {
  /// Whether dense blocks, if there are any, hold zeros.
  ///
  /// - Complexity: O(zeros before the first other entry).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package func isDiagonal() -> Bool {
    dense.allSatisfy { block in block.matrix.elements.allSatisfy { $0 == 0 } }
  }

  /// The factors of rows `range` where each of them is its own column times a number; nil where other columns go
  /// into them.
  ///
  /// - Complexity: O(zeros before the first other entry).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package func ownFactors(of range: Range<Int>) -> [Scalar]? {
    guard isDiagonal() else { return nil }
    var factors = [Scalar](repeating: 0, count: range.count)
    for block in diagonal where block.rows.overlaps(range) {
      if block.rows == range, block.columns == range {
        factors = zip(factors, block.values).map { $0 + $1 }
      } else if block.values.contains(where: { $0 != 0 }) {
        return nil
      }
    }
    return factors
  }

  /// The rows of a matrix that the product of the transpose with it picks, where that is all it does.
  package var pickedRows: Range<Int>? {
    @specialized(where Scalar == Double)
    @specialized(where Scalar == Float)
    get {
      guard dense.isEmpty, diagonal.count == 1, diagonal[0].column == 0,
        diagonal[0].values.count == columnCount, diagonal[0].values.allSatisfy({ $0 == 1 })
      else { return nil }
      return diagonal[0].rows
    }
  }

  /// 1 for every row that a block covers, 0 elsewhere: the rows that a quantity looks at, whatever their
  /// values are at some step.
  package var rowIndicator: [Scalar] {
    var result = [Scalar](repeating: 0, count: rowCount)
    for rows in dense.map(\.rows) + diagonal.map(\.rows) {
      for row in rows { result[row] = 1 }
    }
    return result
  }
}
