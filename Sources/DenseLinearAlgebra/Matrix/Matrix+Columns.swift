extension Matrix {
  /// Becomes columns `order` of `source` in that order.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package mutating func setToColumns(_ order: [Int], of source: Matrix) {
    reshape(rows: source.rowCount, columns: order.count)
    let leading = source.rowCount
    var target = storage.mutableSpan
    let values = source.elements.span
    for (j, column) in order.enumerated() {
      let (to, from) = (j * leading, column * leading)
      for i in 0..<leading { target[to + i] = values[from + i] }
    }
  }

  /// Sets column `j` to a matrix of one column.
  ///
  /// - Precondition: That has the rows of this matrix, which has column `j`.
  public mutating func setColumn(_ j: Int, to column: Matrix) {
    setColumns(j..<j + 1, to: column)
  }

  /// Sets the columns to those of a matrix that has the same number of them.
  mutating func setColumns(_ columns: Range<Int>, to source: Matrix) {
    precondition(
      source.columnCount == columns.count && source.rowCount == rowCount,
      "a \(source.rowCount)×\(source.columnCount) matrix for \(columns.count) columns")
    storage.replaceSubrange(
      columns.lowerBound * rowCount..<columns.upperBound * rowCount, with: source.elements)
  }

  /// Sets the columns to source[:, sourceColumns] · diag(factors), or adds that.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func setColumns(
    _ columns: Range<Int>, toColumns sourceColumns: Range<Int>, of source: Matrix,
    times factors: [Scalar], adding: Bool
  ) {
    let leading = rowCount
    precondition(source.rowCount == leading, "\(source.rowCount) rows into \(leading)")
    var target = storage.mutableSpan
    let values = source.elements.span
    for (j, factor) in factors.enumerated() {
      let (to, from) = (
        (columns.lowerBound + j) * leading, (sourceColumns.lowerBound + j) * leading
      )
      if adding {
        for i in 0..<leading { target[to + i] += factor * values[from + i] }
      } else {
        for i in 0..<leading { target[to + i] = factor * values[from + i] }
      }
    }
  }

  /// Sets every entry of the columns to 0.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package mutating func clearColumns(_ columns: Range<Int>) {
    let range = columns.lowerBound * rowCount..<columns.upperBound * rowCount
    var target = storage.mutableSpan
    for i in range { target[i] = 0 }
  }

  /// Multiplies column `j` by `factor`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func scaleColumn(_ j: Int, by factor: Scalar) {
    let range = j * rowCount..<(j + 1) * rowCount
    var target = storage.mutableSpan
    for i in range { target[i] *= factor }
  }

  /// The 2-norm of each column.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func columnNorms() -> [Scalar] { (0..<columnCount).map { columnNorm($0) } }

  /// The 2-norm of column `j`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func columnNorm(_ j: Int) -> Scalar {
    let values = elements.span
    // Independent sums, so that additions need not wait for each other.
    var sum: (Scalar, Scalar, Scalar, Scalar) = (0, 0, 0, 0)
    var i = j * rowCount
    let end = i + rowCount
    while i + 4 <= end {
      sum.0 += values[i] * values[i]
      sum.1 += values[i + 1] * values[i + 1]
      sum.2 += values[i + 2] * values[i + 2]
      sum.3 += values[i + 3] * values[i + 3]
      i += 4
    }
    while i < end {
      sum.0 += values[i] * values[i]
      i += 1
    }
    let norm = (sum.0 + sum.1 + (sum.2 + sum.3)).squareRoot()
    // Squares that left the exponent range are summed once more, over the largest entry.
    let safe = Scalar.leastNormalMagnitude.squareRoot() / Scalar.ulpOfOne
    return norm > safe && norm < 1 / safe
      ? norm : Matrix(rows: rowCount, columns: 1, columnMajor: Array(column(j))).frobeniusNorm
  }

  /// Columns `order` in that order, column j of the result times `factors[j]`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package func columns(_ order: [Int], times factors: [Scalar]) -> Matrix {
    var result = Matrix(rows: 0, columns: 0)
    result.reshape(rows: rowCount, columns: order.count)
    var target = result.storage.mutableSpan
    let values = elements.span
    for (j, source) in order.enumerated() {
      let (to, from, factor) = (j * rowCount, source * rowCount, factors[j])
      for i in 0..<rowCount { target[to + i] = factor * values[from + i] }
    }
    return result
  }

  /// Columns `order` in that order.
  ///
  /// - Precondition: The matrix has these columns.
  public func columns(_ order: [Int]) -> Matrix {
    var result = Matrix(rows: 0, columns: 0)
    result.setToColumns(order, of: self)
    return result
  }
}
