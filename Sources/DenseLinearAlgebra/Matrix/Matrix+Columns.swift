internal import COpenBLAS

extension Matrix {
  /// Writes op(left) · source[columns] into the same columns of this matrix.
  ///
  /// - Complexity: 2·rows·columns flops of `left` a column, by `gemm`.
  public mutating func setColumns(
    _ columns: Range<Int>, toProductOf left: Matrix, transposed: Bool = false, and source: Matrix
  ) {
    let (rows, inner) =
      transposed ? (left.columnCount, left.rowCount) : (left.rowCount, left.columnCount)
    precondition(
      rows == rowCount && inner == source.rowCount,
      "a \(rows)×\(inner) factor of \(source.rowCount) rows into \(rowCount)")
    precondition(
      columns.lowerBound >= 0 && columns.upperBound <= min(columnCount, source.columnCount),
      "columns \(columns)")
    guard rows > 0, inner > 0, !columns.isEmpty else { return }
    let width = Self.panelWidth(rows: rows, inner: inner, transposed: transposed)
    unsafe left.elements.withUnsafeBufferPointer { a in
      unsafe source.elements.withUnsafeBufferPointer { b in
        unsafe elements.withUnsafeMutableBufferPointer { c in
          for first in stride(from: columns.lowerBound, to: columns.upperBound, by: width) {
            unsafe Scalar._routines.gemm(
              CblasColMajor, transposed ? CblasTrans : CblasNoTrans, CblasNoTrans, Int32(rows),
              Int32(min(width, columns.upperBound - first)), Int32(inner), 1, a.baseAddress!,
              Int32(left.rowCount), b.baseAddress! + first * inner, Int32(inner), 0,
              c.baseAddress! + first * rows, Int32(rows))
          }
        }
      }
    }
  }

  /// How many columns are multiplied at a time: few enough for OpenBLAS's kernels for small matrices,
  /// which do not copy the factor, where those columns do not have to fetch it from afar each time.
  private static func panelWidth(rows: Int, inner: Int, transposed: Bool) -> Int {
    guard rows * inner <= 1 << 16 else { return 1 << 16 }
    let most = 1_000_000 / (rows * inner)
    return max(4, transposed ? min(most, 1200 / rows) : most)
  }

  /// Becomes columns `order` of `source` in that order.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func setToColumns(_ order: [Int], of source: Matrix) {
    reshape(rows: source.rowCount, columns: order.count)
    let leading = source.rowCount
    var target = elements.mutableSpan
    let values = source.elements.span
    for (j, column) in order.enumerated() {
      let (to, from) = (j * leading, column * leading)
      for i in 0..<leading { target[to + i] = values[from + i] }
    }
  }

  /// Sets column `j` to a matrix of one column.
  public mutating func setColumn(_ j: Int, to column: Matrix) {
    precondition(column.columnCount == 1 && column.rowCount == rowCount, "one column")
    elements.replaceSubrange(j * rowCount..<(j + 1) * rowCount, with: column.elements)
  }

  /// Subtracts `factors[j]` times column j of `other` from column j.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func subtractColumns(of other: Matrix, times factors: [Scalar]) {
    precondition(
      rowCount == other.rowCount && columnCount == other.columnCount
        && factors.count == columnCount, "columns that do not fit")
    let leading = rowCount
    var target = elements.mutableSpan
    let values = other.elements.span
    for (j, factor) in factors.enumerated() {
      for i in j * leading..<(j + 1) * leading { target[i] -= factor * values[i] }
    }
  }

  /// Multiplies column j by `factors[j]`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func scaleColumns(_ factors: [Scalar]) {
    precondition(factors.count == columnCount, "\(factors.count) factors")
    let leading = rowCount
    var target = elements.mutableSpan
    for (j, factor) in factors.enumerated() {
      for i in j * leading..<(j + 1) * leading { target[i] *= factor }
    }
  }

  /// Multiplies column `j` by `factor`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func scaleColumn(_ j: Int, by factor: Scalar) {
    let range = j * rowCount..<(j + 1) * rowCount
    var target = elements.mutableSpan
    for i in range { target[i] *= factor }
  }

  /// The 2-norm of each column, for entries whose squares stay within the exponent range.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func columnNorms() -> [Scalar] { (0..<columnCount).map { columnNorm($0) } }

  /// The 2-norm of column `j`, likewise.
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
    return (sum.0 + sum.1 + (sum.2 + sum.3)).squareRoot()
  }

  /// Divides every column by its 2-norm and returns the norms; a column of zeros stays, with norm 0.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func normalizeColumns() -> [Scalar] {
    let norms = columnNorms()
    scaleColumns(norms.map { $0 > 0 ? 1 / $0 : 0 })
    return norms
  }
}
