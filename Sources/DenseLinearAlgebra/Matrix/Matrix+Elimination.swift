extension Matrix {
  /// Takes `factor` times `multipliers` from what follows row `start` - 1 of column `column`.
  ///
  /// - Parameters:
  ///   - multipliers: For rows from `start` on.
  ///   - weights: For every row.
  /// - Returns: The largest magnitude in these rows as weighted.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func eliminate(
    _ factor: Scalar, times multipliers: [Scalar], fromRow start: Int, ofColumn column: Int,
    weights: [Scalar]
  ) -> Scalar {
    let count = rowCount - start
    precondition(
      multipliers.count >= count && weights.count == rowCount && (0..<columnCount).contains(column),
      "\(multipliers.count) multipliers and \(weights.count) weights for \(rowCount) rows")
    let offset = column * rowCount + start
    return unsafe storage.withUnsafeMutableBufferPointer { values in
      unsafe multipliers.withUnsafeBufferPointer { multipliers in
        unsafe weights.withUnsafeBufferPointer { weights in
          unsafe Scalar._vectorFunctions.eliminate(
            factor, multipliers.baseAddress, weights.baseAddress.map { unsafe $0 + start },
            values.baseAddress.map { unsafe $0 + offset }, count)
        }
      }
    }
  }

  /// Swaps two rows.
  mutating func swapRows(_ i: Int, _ j: Int) {
    for column in 0..<columnCount {
      storage.swapAt(i + column * rowCount, j + column * rowCount)
    }
  }

  /// Swaps two columns.
  package mutating func swapColumns(_ i: Int, _ j: Int) {
    for row in 0..<rowCount {
      storage.swapAt(row + i * rowCount, row + j * rowCount)
    }
  }
}
