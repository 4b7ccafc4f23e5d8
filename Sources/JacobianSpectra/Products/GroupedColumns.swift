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

  /// The squares of the entries of `values`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(squaresOf values: Matrix<Scalar>) {
    columnCount = values.columnCount
    let width = Self.width(ofGroupsIn: columnCount)
    var elements: [Scalar] = []
    for first in stride(from: 0, to: columnCount, by: width) {
      elements += values.rowMagnitudes(in: first..<min(first + width, columnCount))
        .map { $0 * $0 }
    }
    maxima = Matrix(
      rows: values.rowCount, columns: (columnCount + width - 1) / width, columnMajor: elements)
  }

  /// How many columns make a group: sixteen, and no more than an eighth of all.
  private static func width(ofGroupsIn columnCount: Int) -> Int { min(max(columnCount / 8, 1), 16) }

  /// The group of a column.
  func group(of column: Int) -> Int { column / Self.width(ofGroupsIn: columnCount) }

  /// Adds another of the same shape.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func add(_ other: GroupedColumns) {
    precondition(other.columnCount == columnCount, "\(other.columnCount) and \(columnCount) columns")
    maxima.add(other.maxima)
  }

  /// `factor`, or its transpose, times this.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func multiplied(by factor: BlockMatrix<Scalar>, transposed: Bool) -> GroupedColumns {
    var product = self
    if transposed {
      factor.multiplyTransposed(maxima, into: &product.maxima)
    } else {
      factor.multiply(maxima, into: &product.maxima)
    }
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
}
