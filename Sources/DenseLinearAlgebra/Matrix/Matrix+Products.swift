internal import COpenBLAS

extension Matrix {
  /// The product of two matrices.
  ///
  /// - Precondition: `right` has a row for each column of `left`.
  /// - Complexity: 2·m·n·k flops, by `gemm`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public static func * (left: Matrix, right: Matrix) -> Matrix {
    var result = Matrix(rows: left.rowCount, columns: right.columnCount)
    result.setToProduct(of: left, and: right)
    return result
  }

  /// The product with a column vector.
  ///
  /// - Precondition: `right` has an entry for each column of `left`.
  public static func * (left: Matrix, right: [Scalar]) -> [Scalar] {
    (left * Matrix(rows: right.count, columns: 1, columnMajor: right)).elements
  }

  /// The sum of two matrices.
  ///
  /// - Precondition: They have one shape.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public static func + (left: Matrix, right: Matrix) -> Matrix {
    left.combined(with: right, +)
  }

  /// The difference of two matrices.
  ///
  /// - Precondition: They have one shape.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public static func - (left: Matrix, right: Matrix) -> Matrix {
    left.combined(with: right, -)
  }

  /// The matrix times a number.
  public static func * (factor: Scalar, matrix: Matrix) -> Matrix {
    Matrix(
      rows: matrix.rowCount, columns: matrix.columnCount,
      columnMajor: matrix.elements.map { factor * $0 })
  }

  /// The matrix over a number, which may have no finite reciprocal.
  public static func / (matrix: Matrix, divisor: Scalar) -> Matrix {
    Matrix(
      rows: matrix.rowCount, columns: matrix.columnCount,
      columnMajor: matrix.elements.map { $0 / divisor })
  }

  @inline(__always)
  private func combined(with other: Matrix, _ operation: (Scalar, Scalar) -> Scalar) -> Matrix {
    demand(
      rowCount == other.rowCount && columnCount == other.columnCount,
      "\(rowCount)×\(columnCount) and \(other.rowCount)×\(other.columnCount)")
    return Matrix(
      rows: rowCount, columns: columnCount,
      columnMajor: zip(elements, other.elements).map(operation))
  }

  /// Writes op(left) · op(right) into this matrix.
  ///
  /// - Precondition: op(right) has a row for each column of op(left), and this matrix has the shape of the product.
  /// - Complexity: 2·m·n·k flops, by `gemm`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func setToProduct(
    of left: Matrix, and right: Matrix,
    transposingLeft leftTransposed: Bool = false, transposingRight rightTransposed: Bool = false
  ) {
    let inner = leftTransposed ? left.rowCount : left.columnCount
    let found = rightTransposed ? right.columnCount : right.rowCount
    demand(inner == found, "\(inner) columns times \(found) rows")
    precondition(
      rowCount == (leftTransposed ? left.columnCount : left.rowCount)
        && columnCount == (rightTransposed ? right.rowCount : right.columnCount),
      "the product does not fit a \(rowCount)×\(columnCount) matrix")
    addProduct(
      of: left, and: right, transposingLeft: leftTransposed, transposingRight: rightTransposed,
      rightRow: 0, targetRow: 0, rows: rowCount, inner: inner, keeping: 0)
  }

  /// Writes left[rows] · right into this matrix.
  ///
  /// - Precondition: `left` has these rows, `right` a row for each column of `left`, and this matrix has the shape of
  ///   the product.
  /// - Complexity: 2·m·n·k flops, by `gemm`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func setToProduct(of left: Matrix, rows: Range<Int>, and right: Matrix) {
    precondition(
      left.columnCount == right.rowCount, "\(left.columnCount) columns times \(right.rowCount) rows"
    )
    precondition(
      rows.lowerBound >= 0 && rows.upperBound <= left.rowCount && rowCount == rows.count
        && columnCount == right.columnCount,
      "the product does not fit a \(rowCount)×\(columnCount) matrix")
    addProduct(
      of: left, and: right, transposingLeft: false, leftRow: rows.lowerBound, rightRow: 0,
      targetRow: 0, rows: rows.count, inner: left.columnCount, keeping: 0)
  }

  /// `self[targetRow...] = keeping · self[targetRow...] + op(left) · op(right)[rightRow...]`, where
  /// `rows` and `inner` are the rows of op(left) and its columns. A transposed factor has no offset;
  /// another `left` begins at `leftRow`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func addProduct(
    of left: Matrix, and right: Matrix,
    transposingLeft leftTransposed: Bool, transposingRight rightTransposed: Bool = false,
    leftRow: Int = 0, rightRow: Int, targetRow: Int, rows: Int, inner: Int, keeping: Scalar
  ) {
    precondition(
      targetRow >= 0 && targetRow + rows <= rowCount && leftRow >= 0 && rightRow >= 0
        && leftRow + rows <= (leftTransposed ? left.columnCount : left.rowCount)
        && inner <= (leftTransposed ? left.rowCount : left.columnCount)
        && rightRow + inner <= (rightTransposed ? right.columnCount : right.rowCount)
        && columnCount <= (rightTransposed ? right.rowCount : right.columnCount),
      "a product that does not fit")
    guard rows > 0, columnCount > 0 else { return }
    guard inner > 0 else {
      if keeping == 0 { fillRows(targetRow..<targetRow + rows, with: 0) }
      return
    }
    let (width, leading) = (Int32(columnCount), Int32(rowCount))
    unsafe left.elements.withUnsafeBufferPointer { a in
      unsafe right.elements.withUnsafeBufferPointer { b in
        unsafe storage.withUnsafeMutableBufferPointer { c in
          unsafe Scalar._routines.gemm(
            CblasColMajor, leftTransposed ? CblasTrans : CblasNoTrans,
            rightTransposed ? CblasTrans : CblasNoTrans, Int32(rows), width, Int32(inner), 1,
            a.baseAddress! + leftRow, Int32(left.rowCount), b.baseAddress! + rightRow,
            Int32(right.rowCount),
            keeping, c.baseAddress! + targetRow, leading)
        }
      }
    }
  }

  /// `self[:, targets] = keeping · self[:, targets] + left[:, columns] · op(right)`, where op(right) has
  /// as many columns as there are targets.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func addProduct(
    of left: Matrix, columns: Range<Int>, and right: Matrix, transposingRight: Bool,
    toColumns targets: Range<Int>, keeping: Scalar
  ) {
    precondition(
      left.rowCount == rowCount && columns.lowerBound >= 0
        && columns.upperBound <= left.columnCount && targets.lowerBound >= 0
        && targets.upperBound <= columnCount
        && columns.count <= (transposingRight ? right.columnCount : right.rowCount)
        && targets.count <= (transposingRight ? right.rowCount : right.columnCount),
      "a product that does not fit")
    guard rowCount > 0, !columns.isEmpty, !targets.isEmpty else { return }
    let leading = rowCount
    unsafe left.elements.withUnsafeBufferPointer { a in
      unsafe right.elements.withUnsafeBufferPointer { b in
        unsafe storage.withUnsafeMutableBufferPointer { c in
          unsafe Scalar._routines.gemm(
            CblasColMajor, CblasNoTrans, transposingRight ? CblasTrans : CblasNoTrans,
            Int32(leading), Int32(targets.count), Int32(columns.count), 1,
            a.baseAddress! + columns.lowerBound * leading, Int32(leading), b.baseAddress!,
            Int32(right.rowCount), keeping, c.baseAddress! + targets.lowerBound * leading,
            Int32(leading))
        }
      }
    }
  }

  /// Adds left · vector to column `j`.
  ///
  /// - Precondition: `left` has a row for each row of this matrix, `vector` an entry for each column of `left`, and this
  ///   matrix has column `j`.
  /// - Complexity: 2·rows·columns flops of `left`, by `gemv`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func addProduct(
    of left: Matrix, with vector: ArraySlice<Scalar>, toColumn j: Int
  ) {
    precondition(left.rowCount == rowCount, "\(left.rowCount) rows into \(rowCount)")
    addProduct(of: left, rows: 0..<left.rowCount, with: vector, toColumn: j, fromRow: 0)
  }

  /// Adds left[rows] · vector to the entries of column `j` from row `row` on.
  ///
  /// - Precondition: `left` has these rows, `vector` an entry for each column of `left`, and this matrix has column
  ///   `j` and a row for each of them from `row` on.
  /// - Complexity: 2·rows·columns flops, by `gemv`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func addProduct(
    of left: Matrix, rows: Range<Int>, with vector: ArraySlice<Scalar>, toColumn j: Int,
    fromRow row: Int
  ) {
    precondition(
      vector.count == left.columnCount && rows.lowerBound >= 0 && rows.upperBound <= left.rowCount
        && row >= 0 && row + rows.count <= rowCount,
      "rows \(rows) of a \(left.rowCount)×\(left.columnCount) matrix times \(vector.count) entries"
        + " into \(rowCount) from \(row)")
    precondition(j >= 0 && j < columnCount, "column \(j) of \(columnCount)")
    guard !rows.isEmpty, left.columnCount > 0 else { return }
    let offset = row + j * rowCount
    unsafe left.elements.withUnsafeBufferPointer { a in
      unsafe vector.withUnsafeBufferPointer { x in
        unsafe storage.withUnsafeMutableBufferPointer { y in
          unsafe Scalar._routines.gemv(
            CblasColMajor, CblasNoTrans, Int32(rows.count), Int32(left.columnCount), 1,
            a.baseAddress! + rows.lowerBound, Int32(left.rowCount), x.baseAddress!, 1, 1,
            y.baseAddress! + offset, 1)
        }
      }
    }
  }

  /// Multiplies this matrix from the left by a square upper triangular one, in place.
  ///
  /// - Complexity: rows²·columns flops, by `trmm`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package mutating func multiplyFromLeft(upperTriangular factor: Matrix) {
    multiply(byUpperTriangular: factor, CblasNoTrans, on: CblasLeft, size: rowCount)
  }

  /// Multiplies this matrix from the right by a square upper triangular one, or by its transpose, in
  /// place.
  ///
  /// - Complexity: rows·columns² flops, by `trmm`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package mutating func multiplyFromRight(upperTriangular factor: Matrix, transposed: Bool = false)
  {
    multiply(
      byUpperTriangular: factor, transposed ? CblasTrans : CblasNoTrans, on: CblasRight,
      size: columnCount)
  }

  private mutating func multiply(
    byUpperTriangular factor: Matrix, _ operation: CBLAS_TRANSPOSE, on side: CBLAS_SIDE, size: Int
  ) {
    precondition(
      factor.rowCount == factor.columnCount && factor.columnCount == size,
      "a \(factor.rowCount)×\(factor.columnCount) factor for \(rowCount)×\(columnCount)")
    guard rowCount > 0, columnCount > 0 else { return }
    let (rows, columns) = (Int32(rowCount), Int32(columnCount))
    unsafe factor.elements.withUnsafeBufferPointer { a in
      unsafe storage.withUnsafeMutableBufferPointer { b in
        unsafe Scalar._routines.trmm(
          CblasColMajor, side, CblasUpper, operation, CblasNonUnit, rows, columns, 1,
          a.baseAddress!, Int32(size), b.baseAddress!, rows)
      }
    }
  }
}
