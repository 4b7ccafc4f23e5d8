extension Matrix {
  /// For `columns` of three panels, y ← Aᵀ·x - y·diag(factors) and z ← A·y with this matrix A, which
  /// is fetched from memory once.
  ///
  /// - Parameters:
  ///   - source: x, with a row for each row here.
  ///   - factors: One for each column of the panels.
  ///   - there: y, with a row for each column here.
  ///   - back: z, with the rows of x.
  /// - Complexity: 4·rows·columns flops a column.
  /// - Accuracy: of sums of products, in an order of their own.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package func multiplyThereAndBack(
    columns: Range<Int>, of source: Matrix, subtracting factors: [Scalar], of there: inout Matrix,
    into back: inout Matrix
  ) {
    precondition(
      source.rowCount == rowCount && there.rowCount == columnCount && back.rowCount == rowCount,
      "panels of \(source.rowCount), \(there.rowCount) and \(back.rowCount) rows for a"
        + " \(rowCount)×\(columnCount) matrix")
    precondition(
      columns.lowerBound >= 0
        && columns.upperBound
          <= min(source.columnCount, factors.count, there.columnCount, back.columnCount),
      "columns \(columns)")
    guard rowCount > 0, columnCount > 0, !columns.isEmpty else { return }
    let (outer, inner) = (columns.lowerBound * rowCount, columns.lowerBound * columnCount)
    unsafe elements.withUnsafeBufferPointer { a in
      unsafe source.elements.withUnsafeBufferPointer { x in
        unsafe factors.withUnsafeBufferPointer { f in
          unsafe there.storage.withUnsafeMutableBufferPointer { y in
            unsafe back.storage.withUnsafeMutableBufferPointer { z in
              unsafe Scalar._vectorFunctions.multiplyThereAndBack(
                a.baseAddress!, rowCount, columnCount, x.baseAddress! + outer, columns.count,
                f.baseAddress! + columns.lowerBound, y.baseAddress! + inner,
                z.baseAddress! + outer)
            }
          }
        }
      }
    }
  }

  /// The same with the identity for A, and this panel for x and z: y ← x - y·diag(factors) and x ← y.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package mutating func goBackByIdentity(subtracting factors: [Scalar], of there: inout Matrix) {
    precondition(
      there.rowCount == rowCount && there.columnCount == columnCount
        && factors.count == columnCount,
      "\(factors.count) factors and panels of \(there.rowCount)×\(there.columnCount) and"
        + " \(rowCount)×\(columnCount)")
    let leading = rowCount
    var x = storage.mutableSpan
    var y = there.storage.mutableSpan
    for j in factors.indices {
      for i in j * leading..<(j + 1) * leading {
        y[i] = x[i] - y[i] * factors[j]
        x[i] = y[i]
      }
    }
  }
}
