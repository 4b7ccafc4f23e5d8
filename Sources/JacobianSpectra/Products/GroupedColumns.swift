import DenseLinearAlgebra

/// A matrix without negative entries, seen from above: of every group of neighbouring columns it keeps
/// the largest entry in each row.
///
/// Products with it cost as many columns as there are groups, and bound those of the matrix itself.
struct GroupedColumns<Scalar: LinearAlgebraScalar>: Sendable {
  /// The largest entries; shape [rows, groups].
  private(set) var maxima: Matrix<Scalar>
  /// The number of columns of the whole.
  let columnCount: Int
  /// The number of columns of a group.
  let width: Int

  /// The squares of the entries of `values`.
  ///
  /// - Parameter width: Of the groups; sixteen columns and no more than an eighth of all if nil.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(squaresOf values: Matrix<Scalar>, width: Int? = nil) {
    self.init(largestOf: values, width: width ?? min(max(values.columnCount / 8, 1), 16))
    maxima.setToSquares(of: maxima)
  }

  /// The largest of `values` ≥ 0 in groups of `width` columns.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(largestOf values: Matrix<Scalar>, width: Int) {
    columnCount = values.columnCount
    self.width = width
    let starts = stride(from: 0, to: values.columnCount, by: width)
    maxima = Matrix(
      rows: values.rowCount, columns: (columnCount + width - 1) / width,
      columnMajor: starts.flatMap {
        values.rowMagnitudes(in: $0..<min($0 + width, values.columnCount))
      })
  }

  /// The group of a column.
  func group(of column: Int) -> Int { column / width }

  /// Adds another of the same shape and groups.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func add(_ other: GroupedColumns) {
    precondition(
      other.columnCount == columnCount && other.width == width,
      "\(other.columnCount) columns by \(other.width) and \(columnCount) by \(width)")
    maxima.add(other.maxima)
  }

  /// `factor`, or its transpose, times this.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func multiplied(by factor: BlockMatrix<Scalar>, transposed: Bool) -> GroupedColumns {
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
  mutating func scale(rows factors: [Scalar]) { maxima.scaleRows(factors) }

  /// Columns `order` of this, times the transpose of `squares` ≥ 0, in groups of the same width.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func product(columns order: [Int], timesTransposeOf squares: Matrix<Scalar>) -> GroupedColumns {
    var sums = Matrix<Scalar>(rows: squares.rowCount, columns: maxima.columnCount)
    for (j, column) in order.enumerated() {
      sums.addColumn(j, of: squares, toColumn: group(of: column))
    }
    return GroupedColumns(largestOf: maxima * sums.transposed(), width: width)
  }
}
