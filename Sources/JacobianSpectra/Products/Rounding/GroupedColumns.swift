import DenseLinearAlgebra

/// A matrix without negative entries, seen from above: of every group of neighbouring columns it keeps
/// the largest entry in each row.
///
/// It is in double precision, whatever that of the matrix: squares of `Float` would leave its exponent range.
///
/// Products with it cost as many columns as there are groups, and bound those of the matrix itself.
struct GroupedColumns: Sendable {
  /// The largest entries; shape [rows, groups].
  private(set) var maxima: Matrix<Double>
  /// The number of columns of the whole.
  let columnCount: Int
  /// The number of columns of a group.
  let width: Int

  /// The squares of the entries of `values`.
  ///
  /// - Parameter width: Of the groups; sixteen columns and no more than an eighth of all if nil.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init<Scalar: LinearAlgebraScalar>(squaresOf values: Matrix<Scalar>, width: Int? = nil) {
    columnCount = values.columnCount
    self.width = width ?? min(max(values.columnCount / 8, 1), 16)
    maxima = Matrix(rows: 0, columns: 0)
    maxima.setToSquares(of: values.magnitudes(inGroupsOf: self.width))
  }

  /// The largest of `values` ≥ 0 in groups of `width` columns.
  init(largestOf values: Matrix<Double>, width: Int) {
    columnCount = values.columnCount
    self.width = width
    maxima = values.magnitudes(inGroupsOf: width)
  }

  /// The group of a column.
  func group(of column: Int) -> Int { column / width }

  /// Adds another of the same shape and groups.
  mutating func add(_ other: GroupedColumns) {
    precondition(
      other.columnCount == columnCount && other.width == width,
      "\(other.columnCount) columns by \(other.width) and \(columnCount) by \(width)")
    maxima.add(other.maxima)
  }

  /// `factor`, or its transpose, times this.
  func multiplied(by factor: BlockMatrix<Double>, transposed: Bool) -> GroupedColumns {
    var product = self
    factor.multiply(maxima, transposed: transposed, into: &product.maxima)
    return product
  }

  /// Some of the rows.
  func selected(rows: Range<Int>) -> GroupedColumns {
    var result = self
    result.maxima = maxima.submatrix(rows: rows, columns: 0..<maxima.columnCount)
    return result
  }

  /// Multiplies row i by `factors[i]` ≥ 0.
  mutating func scale(rows factors: [Double]) { maxima.scaleRows(factors) }

  /// Columns `order` of this, times the transpose of `squares` ≥ 0, in groups of the same width.
  func product(columns order: [Int], timesTransposeOf squares: Matrix<Double>) -> GroupedColumns {
    var sums = Matrix<Double>(rows: squares.rowCount, columns: maxima.columnCount)
    for (j, column) in order.enumerated() {
      sums.addColumn(j, of: squares, toColumn: group(of: column))
    }
    return GroupedColumns(largestOf: maxima * sums.transposed(), width: width)
  }
}
