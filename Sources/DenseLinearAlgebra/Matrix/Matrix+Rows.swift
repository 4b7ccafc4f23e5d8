extension Matrix {
  /// Rows of a matrix, each times a number: diag(factors) · source[firstRow ..< firstRow + count].
  public struct ScaledRows: Sendable {
    let factors: [Scalar]
    let source: Matrix
    let firstRow: Int

    /// The rows of `source` from `firstRow` on, one for each of `factors`, which it is multiplied by.
    ///
    /// - Precondition: `source` has these rows.
    public init(_ factors: [Scalar], times source: Matrix, from firstRow: Int) {
      precondition(
        firstRow >= 0 && firstRow + factors.count <= source.rowCount,
        "rows from \(firstRow), \(factors.count) of them, of \(source.rowCount)")
      self.factors = factors
      self.source = source
      self.firstRow = firstRow
    }
  }

  /// Sets the rows to the sum of `terms`, zero where there are none.
  ///
  /// - Precondition: The matrix has these rows; every term has a row for each of them, and the columns of this matrix.
  /// - Complexity: O(rows·columns) for each term; entries of the sources are read, and those of the rows written, once.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func setRows(_ rows: Range<Int>, toSumOf terms: [ScaledRows]) {
    precondition(
      rows.lowerBound >= 0 && rows.upperBound <= rowCount
        && terms.allSatisfy {
          $0.factors.count == rows.count && $0.source.columnCount == columnCount
        }, "terms that do not fit \(rows.count) rows and \(columnCount) columns")
    guard !terms.isEmpty else { return fillRows(rows, with: 0) }
    let strides = terms.map(\.source.rowCount)
    let (leading, width) = (rowCount, columnCount)
    unsafe Self.withPointers(terms[...], [], []) { factors, sources in
      unsafe storage.withUnsafeMutableBufferPointer { y in
        guard !y.isEmpty else { return }
        unsafe Scalar._vectorFunctions.setToSums(
          strides.count, factors, sources, strides, rows.count, width,
          y.baseAddress! + rows.lowerBound, leading)
      }
    }
  }

  /// Calls `body` with pointers to factors and first entries: those gathered so far, then those of `terms`.
  @unsafe
  private static func withPointers(
    _ terms: ArraySlice<ScaledRows>, _ factors: [UnsafePointer<Scalar>?],
    _ sources: [UnsafePointer<Scalar>?],
    _ body: ([UnsafePointer<Scalar>?], [UnsafePointer<Scalar>?]) -> Void
  ) {
    guard let term = terms.first else { return unsafe body(factors, sources) }
    unsafe term.factors.withUnsafeBufferPointer { f in
      unsafe term.source.elements.withUnsafeBufferPointer { x in
        unsafe withPointers(
          terms.dropFirst(), factors + [f.baseAddress],
          sources + [x.baseAddress.map { unsafe $0 + term.firstRow }], body)
      }
    }
  }

  /// Calls `function` for the rows of `source` from `sourceRow` on and the rows of this matrix from
  /// `targetRow` on, one for each factor, for each of `columns` and the column that stands `shift` further here.
  private mutating func combine(
    _ function: _VectorFunctions<Scalar>.Combination, _ factors: [Scalar], _ source: Matrix,
    from sourceRow: Int, to targetRow: Int, columns: Range<Int>, toColumn shift: Int = 0
  ) {
    precondition(
      sourceRow >= 0 && sourceRow + factors.count <= source.rowCount && targetRow >= 0
        && targetRow + factors.count <= rowCount
        && columns.upperBound <= min(source.columnCount, columnCount - shift) && shift >= 0,
      "\(factors.count) rows from \(sourceRow) of \(source.rowCount) to \(targetRow) of \(rowCount)"
    )
    let (leading, sourceLeading) = (rowCount, source.rowCount)
    unsafe factors.withUnsafeBufferPointer { f in
      unsafe source.elements.withUnsafeBufferPointer { x in
        unsafe storage.withUnsafeMutableBufferPointer { y in
          guard !f.isEmpty else { return }
          for j in columns {
            unsafe function(
              f.baseAddress!, x.baseAddress! + sourceRow + j * sourceLeading,
              y.baseAddress! + targetRow + (shift + j) * leading, f.count)
          }
        }
      }
    }
  }

  /// Sets the rows to diag(factors) · source[sourceRows], or adds that.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func setRows(
    _ rows: Range<Int>, toRows sourceRows: Range<Int>, of source: Matrix, times factors: [Scalar],
    adding: Bool
  ) {
    unsafe combine(
      adding ? Scalar._vectorFunctions.addScaled : Scalar._vectorFunctions.setScaled,
      factors, source, from: sourceRows.lowerBound, to: rows.lowerBound, columns: 0..<columnCount)
  }

  /// Adds diag(factors) · self[sourceRow...] to the rows from `targetRow` on, which are others.
  ///
  /// - Precondition: The matrix has a row for each factor from `sourceRow` and from `targetRow` on, none of them the same.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func addScaledRows(_ factors: [Scalar], from sourceRow: Int, to targetRow: Int) {
    let (leading, width, count) = (rowCount, columnCount, factors.count)
    precondition(
      min(sourceRow, targetRow) >= 0 && max(sourceRow, targetRow) + count <= leading
        && abs(sourceRow - targetRow) >= count,
      "\(count) rows from \(sourceRow) to \(targetRow) of \(leading)")
    guard count > 0 else { return }
    unsafe factors.withUnsafeBufferPointer { f in
      unsafe storage.withUnsafeMutableBufferPointer { values in
        for j in 0..<width {
          let column = unsafe values.baseAddress! + j * leading
          unsafe Scalar._vectorFunctions.addScaled(
            f.baseAddress!, column + sourceRow, column + targetRow, count)
        }
      }
    }
  }

  /// Adds `block`, its entry (0, 0) to entry (`row`, `column`).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func add(_ block: Matrix, atRow row: Int, column: Int) {
    unsafe combine(
      Scalar._vectorFunctions.addScaled, Array(repeating: 1, count: block.rowCount), block, from: 0,
      to: row, columns: 0..<block.columnCount, toColumn: column)
  }

  /// Sets every entry of the rows to `value`.
  ///
  /// - Precondition: The matrix has these rows.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func fillRows(_ rows: Range<Int>, with value: Scalar) {
    let (leading, width) = (rowCount, columnCount)
    var target = storage.mutableSpan
    for j in 0..<width {
      for i in rows { target[i + j * leading] = value }
    }
  }

  /// Divides every row by its 2-norm and returns the norms; a row of zeros stays, with norm 0.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package mutating func normalizeRows() -> [Scalar] {
    let norms = rowNorms()
    let factors = norms.map { $0 > 0 ? 1 / $0 : 0 }
    if factors.allSatisfy(\.isFinite) {
      scaleRows(factors)
    } else {
      divideRows(by: norms.map { $0 > 0 ? $0 : 1 })
    }
    return norms
  }

  /// The 2-norm of every row.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func rowNorms() -> [Scalar] {
    let ones = [Scalar](repeating: 1, count: columnCount)
    let norms = rowSumsOfSquares(columnsTimes: ones).map { $0.squareRoot() }
    // Squares that left the exponent range are summed once more, over the largest of their row.
    let safe = Scalar.leastNormalMagnitude.squareRoot() / Scalar.ulpOfOne
    guard norms.contains(where: { !($0 > safe && $0 < 1 / safe) }) else { return norms }
    let largest = rowMagnitudes()
    var relative = self
    relative.divideRows(by: largest.map { $0 > 0 && $0.isFinite ? $0 : 1 })
    return zip(largest, relative.rowSumsOfSquares(columnsTimes: ones)).map {
      $0.isFinite ? $0 * $1.squareRoot() : $0
    }
  }

  /// Divides row i by `divisors[i]`, of which reciprocals need not exist.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func divideRows(by divisors: [Scalar]) {
    let leading = rowCount
    let columns = columnCount
    var target = storage.mutableSpan
    for j in 0..<columns {
      for i in 0..<leading { target[i + j * leading] /= divisors[i] }
    }
  }

  /// Becomes the upper trapezoid of the first `rows` rows of `source`, zeros below its diagonal.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package mutating func setToUpperTrapezoid(of source: Matrix, rows: Int) {
    reshape(rows: rows, columns: source.columnCount)
    let (width, sourceLeading) = (source.columnCount, source.rowCount)
    var target = storage.mutableSpan
    let values = source.elements.span
    for j in 0..<width {
      let filled = min(j + 1, rows)
      for i in 0..<filled { target[i + j * rows] = values[i + j * sourceLeading] }
      for i in filled..<rows { target[i + j * rows] = 0 }
    }
  }
}
