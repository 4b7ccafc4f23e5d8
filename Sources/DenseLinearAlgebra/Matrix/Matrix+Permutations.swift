extension Matrix {
  /// Rows `order` in that order.
  ///
  /// - Precondition: The matrix has these rows.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func rows(_ order: [Int]) -> Matrix {
    var result = Matrix(rows: 0, columns: 0)
    result.reshape(rows: order.count, columns: columnCount)
    let leading = order.count
    var target = result.storage.mutableSpan
    let values = elements.span
    let places = order.span
    for j in 0..<columnCount {
      for i in 0..<leading { target[i + j * leading] = values[places[i] + j * rowCount] }
    }
    return result
  }

  /// Entry (`order[i]`, `order[j]`) at (i, j): rows and columns change places alike.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package func permuted(_ order: [Int]) -> Matrix {
    var result = Matrix(rows: 0, columns: 0)
    result.reshape(rows: order.count, columns: order.count)
    let count = order.count
    var target = result.storage.mutableSpan
    let values = elements.span
    let places = order.span
    for j in 0..<count {
      let column = places[j] * rowCount
      for i in 0..<count { target[i + j * count] = values[places[i] + column] }
    }
    return result
  }

  /// Becomes `rows` rows of zeros, but for row `order[i]`, which is row i of the first `columns`
  /// columns of `source`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package mutating func setToScattered(
    _ source: Matrix, columns: Int, rows: Int, order: [Int]
  ) {
    reshape(rows: rows, columns: columns)
    if order.count < rows { fillRows(0..<rows, with: 0) }
    let sourceLeading = source.rowCount
    var target = storage.mutableSpan
    let values = source.elements.span
    let places = order.span
    for j in 0..<columns {
      for i in 0..<places.count { target[places[i] + j * rows] = values[i + j * sourceLeading] }
    }
  }
}
