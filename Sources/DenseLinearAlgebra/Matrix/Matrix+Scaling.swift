extension Matrix {
  /// Multiplies entry (i, j) by `rowFactors[i] * columnFactors[j]`.
  ///
  /// - Precondition: There is a factor for each row, and there are no more column factors than columns.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func scale(rows rowFactors: [Scalar], columns columnFactors: [Scalar]) {
    scale(rows: rowFactors[...], columns: columnFactors[...])
  }

  /// The same with slices, for the blocks of a larger matrix, and from column `firstColumn` on.
  ///
  /// - Precondition: There is a factor for each row, and a column for each column factor from `firstColumn` on.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func scale(
    rows rowFactors: ArraySlice<Scalar>, columns columnFactors: ArraySlice<Scalar>,
    from firstColumn: Int = 0
  ) {
    precondition(
      rowFactors.count == rowCount && firstColumn + columnFactors.count <= columnCount,
      "\(rowFactors.count) and \(columnFactors.count) factors for \(rowCount)×\(columnCount)")
    let leading = rowCount
    var target = storage.mutableSpan
    let rows = rowFactors.span
    for (j, factor) in columnFactors.enumerated() {
      let base = (firstColumn + j) * leading
      for i in 0..<leading { target[base + i] *= rows[i] * factor }
    }
  }

  /// The upper triangle or trapezoid whose entries (i, j) are these times `rowFactors[i] * columnFactors[j]`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package func upperScaled(rows rowFactors: [Scalar], columns columnFactors: [Scalar]) -> Matrix {
    precondition(
      rowFactors.count == rowCount && columnFactors.count == columnCount,
      "\(rowFactors.count) and \(columnFactors.count) factors for \(rowCount)×\(columnCount)")
    var result = Matrix(rows: rowCount, columns: columnCount)
    let leading = rowCount
    var target = result.storage.mutableSpan
    let (values, rows) = (elements.span, rowFactors.span)
    for (j, factor) in columnFactors.enumerated() {
      for i in 0..<min(j + 1, leading) {
        target[i + j * leading] = values[i + j * leading] * (rows[i] * factor)
      }
    }
    return result
  }

  /// Multiplies row i by `factors[i]`.
  ///
  /// - Precondition: There is a factor for each row.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func scaleRows(_ factors: [Scalar]) {
    scale(rows: factors, columns: Array(repeating: 1, count: columnCount))
  }

  /// Multiplies column j by `factors[j]`.
  ///
  /// - Precondition: There is a factor for each column.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func scaleColumns(_ factors: [Scalar]) {
    precondition(factors.count == columnCount, "\(factors.count) factors")
    let leading = rowCount
    var target = storage.mutableSpan
    for (j, factor) in factors.enumerated() {
      for i in j * leading..<(j + 1) * leading { target[i] *= factor }
    }
  }
}
