/// A dense matrix in column-major order, as LAPACK keeps it.
///
/// A value type: a copy is independent, and shares its memory until one of the two is changed.
public struct Matrix<Scalar: LinearAlgebraScalar>: Sendable, Equatable, CustomStringConvertible {
  /// The number of rows.
  public private(set) var rowCount: Int
  /// The number of columns.
  public private(set) var columnCount: Int
  /// What ``elements`` are kept in. Their number must stay as it is.
  @usableFromInline package var storage: [Scalar]

  /// The entries, column by column: entry (i, j) at `i + j * rowCount`.
  @inlinable public var elements: [Scalar] { storage }

  /// A matrix whose entries are all `value`.
  ///
  /// - Precondition: `rows` and `columns` are 0 or more.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public init(rows: Int, columns: Int, repeating value: Scalar = 0) {
    precondition(rows >= 0 && columns >= 0, "a \(rows)×\(columns) matrix")
    rowCount = rows
    columnCount = columns
    storage = Array(repeating: value, count: rows * columns)
  }

  /// A matrix from its entries, column by column.
  ///
  /// - Precondition: There are `rows` · `columns` entries.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public init(rows: Int, columns: Int, columnMajor elements: [Scalar]) {
    precondition(
      elements.count == rows * columns, "\(elements.count) entries for a \(rows)×\(columns) matrix")
    rowCount = rows
    columnCount = columns
    storage = elements
  }

  /// A matrix from its entries, row by row, as NumPy and PyTorch lay them out.
  ///
  /// - Precondition: There are `rows` · `columns` entries.
  public init(rows: Int, columns: Int, rowMajor elements: some Collection<Scalar>) {
    self = Matrix(rows: columns, columns: rows, columnMajor: Array(elements)).transposed()
  }

  /// A matrix from its rows, for literals.
  ///
  /// - Precondition: All rows have one length.
  public init(_ rows: [[Scalar]]) {
    let columns = rows.first?.count ?? 0
    demand(rows.allSatisfy { $0.count == columns }, "rows of different length")
    self.init(rows: rows.count, columns: columns, rowMajor: rows.joined())
  }

  /// The identity of `size` rows.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public static func identity(_ size: Int) -> Matrix {
    diagonal(Array(repeating: 1, count: size))
  }

  /// A square matrix with `values` on the diagonal.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public static func diagonal(_ values: [Scalar]) -> Matrix {
    var matrix = Matrix(rows: values.count, columns: values.count)
    for (i, value) in values.enumerated() { matrix[i, i] = value }
    return matrix
  }

  /// Entry in row `i` and column `j`, both from 0.
  ///
  /// - Precondition: The matrix has this row and this column.
  @inlinable
  public subscript(_ i: Int, _ j: Int) -> Scalar {
    get {
      precondition(i >= 0 && i < rowCount, "row index outside the matrix")
      return elements[i + j * rowCount]
    }
    set {
      precondition(i >= 0 && i < rowCount, "row index outside the matrix")
      storage[i + j * rowCount] = newValue
    }
  }

  /// Column `j`, sharing the matrix's memory.
  ///
  /// - Precondition: The matrix has this column.
  @inlinable
  public func column(_ j: Int) -> ArraySlice<Scalar> {
    elements[j * rowCount..<(j + 1) * rowCount]
  }

  /// Changes the size and keeps the memory. The entries afterwards are undefined.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package mutating func reshape(rows: Int, columns: Int) {
    rowCount = rows
    columnCount = columns
    let count = rows * columns
    if storage.count > count {
      storage.removeLast(storage.count - count)
    } else if storage.count < count {
      storage = Self.undefined(count)
    }
  }

  /// `count` entries, which are still to be written.
  private static func undefined(_ count: Int) -> [Scalar] {
    unsafe Array(unsafeUninitializedCapacity: count) { _, initialized in initialized = count }
  }

  /// The transpose.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func transposed() -> Matrix {
    var result = Matrix(rows: 0, columns: 0)
    result.setToTranspose(of: self)
    return result
  }

  /// Becomes the transpose of `other`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func setToTranspose(of other: Matrix) {
    let (rows, columns) = (other.rowCount, other.columnCount)
    reshape(rows: columns, columns: rows)
    let source = other.elements.span
    var target = storage.mutableSpan
    let tile = 16
    for columnStart in stride(from: 0, to: columns, by: tile) {
      for rowStart in stride(from: 0, to: rows, by: tile) {
        for j in columnStart..<min(columnStart + tile, columns) {
          for i in rowStart..<min(rowStart + tile, rows) {
            target[j + i * columns] = source[i + j * rows]
          }
        }
      }
    }
  }

  /// The part in `rows` and `columns`.
  ///
  /// - Precondition: The matrix has these rows and columns.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func submatrix(rows: Range<Int>, columns: Range<Int>) -> Matrix {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= rowCount, "rows outside the matrix")
    precondition(
      columns.lowerBound >= 0 && columns.upperBound <= columnCount, "columns outside the matrix")
    var part = Matrix(rows: 0, columns: 0)
    part.reshape(rows: rows.count, columns: columns.count)
    var target = part.storage.mutableSpan
    let values = elements.span
    var to = 0
    for j in columns {
      let from = rows.lowerBound + j * rowCount
      for i in 0..<rows.count { target[to + i] = values[from + i] }
      to += rows.count
    }
    return part
  }

  /// The same entries in another precision.
  public func converted<Other: LinearAlgebraScalar>(to type: Other.Type) -> Matrix<Other> {
    Matrix<Other>(rows: rowCount, columns: columnCount, columnMajor: elements.map { Other($0) })
  }

  /// The rows, as for ``init(_:)``: `[[1.0, 2.0], [3.0, 4.0]]`.
  public var description: String {
    (0..<rowCount).map { i in (0..<columnCount).map { self[i, $0] } }.description
  }

  /// The place of the first entry, column by column, that is NaN or infinite; nil if all are finite.
  public var firstNonFinite: (row: Int, column: Int)? {
    guard !isFinite else { return nil }
    let index = elements.firstIndex { !$0.isFinite }!
    return (index % rowCount, index / rowCount)
  }
}
