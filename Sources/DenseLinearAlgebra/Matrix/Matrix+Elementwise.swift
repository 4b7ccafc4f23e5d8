extension Matrix {
  /// Becomes the squares of the entries of another matrix, which in double precision those of `Float` cannot
  /// leave the exponent range of.
  @specialized(where Scalar == Double, Other == Double)
  @specialized(where Scalar == Double, Other == Float)
  package mutating func setToSquares<Other>(of other: Matrix<Other>) where Scalar == Double {
    reshape(rows: other.rowCount, columns: other.columnCount)
    var values = storage.mutableSpan
    let signed = other.elements.span
    for i in 0..<values.count {
      let value = Double(signed[i])
      values[i] = value * value
    }
  }

  /// Adds another matrix.
  ///
  /// - Precondition: It has the same shape.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func add(_ other: Matrix) {
    demand(
      other.rowCount == rowCount && other.columnCount == columnCount,
      "\(other.rowCount)×\(other.columnCount) and \(rowCount)×\(columnCount)")
    var values = storage.mutableSpan
    let terms = other.elements.span
    for i in 0..<values.count { values[i] += terms[i] }
  }

  /// Adds column `source` of a matrix of as many rows to column `target`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package mutating func addColumn(_ source: Int, of other: Matrix, toColumn target: Int) {
    precondition(other.rowCount == rowCount, "\(other.rowCount) rows to \(rowCount)")
    let (from, to) = (source * rowCount, target * rowCount)
    let leading = rowCount
    var values = storage.mutableSpan
    let added = other.elements.span
    for i in 0..<leading { values[to + i] += added[from + i] }
  }
}
