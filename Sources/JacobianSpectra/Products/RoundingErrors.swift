import DenseLinearAlgebra

/// Variances of the errors of a matrix's entries, in units of the squared unit roundoff: V = U·Z
/// with few columns of U.
struct RoundingErrors<Scalar: LinearAlgebraScalar> {
  /// U; shape [rows, terms].
  private var rows: Matrix<Scalar>
  /// Z; shape [terms, columns].
  private var columns: Matrix<Scalar>

  /// None, in the entries of `matrix`.
  init(exact matrix: Matrix<Scalar>) {
    rows = Matrix(rows: matrix.rowCount, columns: 0)
    columns = Matrix(rows: 0, columns: matrix.columnCount)
  }

  /// Errors with `variance`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(_ variance: GroupedColumns<Scalar>) {
    rows = variance.maxima
    columns = Matrix(rows: rows.columnCount, columns: variance.columnCount)
    for j in 0..<variance.columnCount { columns[variance.group(of: j), j] = 1 }
  }

  /// The errors of columns `order`.
  mutating func selectColumns(_ order: [Int]) { columns = columns.columns(order) }

  /// The errors of columns `order`, multiplied by `factors`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func selectColumns(_ order: [Int], times factors: [Scalar]) {
    columns = columns.columns(
      order, times: factors.map { min($0 * $0, .greatestFiniteMagnitude) })
  }

  /// Adds those of a computation whose errors are relative to a size of each row.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func add(relativeToRows sizes: [Scalar]) {
    let width = columns.columnCount
    let own = sizes.map { $0 * $0 }
    rows = Matrix(
      rows: own.count, columns: rows.columnCount + 1, columnMajor: rows.elements + own)
    var widened = Matrix<Scalar>(rows: columns.rowCount + 1, columns: width)
    for j in 0..<width {
      for i in 0..<columns.rowCount { widened[i, j] = columns[i, j] }
      widened[columns.rowCount, j] = 1
    }
    columns = widened
  }

  /// What becomes of errors E in E·T for an upper triangle T, or its transpose: V·(T∘T).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func multiplyFromRight(upperTriangular factor: Matrix<Scalar>, transposed: Bool = false)
  {
    var squares = Matrix<Scalar>(rows: 0, columns: 0)
    squares.setToSquares(of: factor)
    columns.multiplyFromRight(upperTriangular: squares, transposed: transposed)
  }

  /// Lowers what says no more than that nothing is known, so that it can be divided again.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func limit() {
    let limit = .greatestFiniteMagnitude * Scalar.ulpOfOne * .ulpOfOne * .ulpOfOne
    var values = columns.elements.mutableSpan
    for i in 0..<values.count where !(values[i] <= limit) { values[i] = limit }
  }

  /// Without those of some columns.
  mutating func clear(columns cleared: [Int]) {
    for j in cleared {
      for i in 0..<columns.rowCount { columns[i, j] = 0 }
    }
  }

  /// Errors of this size with random signs.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func sample(using generator: inout SeededGenerator) -> Matrix<Scalar> {
    let variances = matrix()
    return Matrix(
      rows: variances.rowCount, columns: variances.columnCount,
      columnMajor: variances.elements.map { $0.squareRoot() * generator.sign() })
  }

  /// Sizes of rows and of columns whose products are about those of the errors, each column of its own size and
  /// all of one shape.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func sizesOfRankOne() -> (rows: [Scalar], columns: [Scalar]) {
    let sums = columnSums()
    let total = sums.lazy.filter { $0 > 0 }.count
    let shares = (0..<columns.rowCount).map { term in
      sums.indices.reduce(0) { sums[$1] > 0 ? $0 + columns[term, $1] / sums[$1] : $0 }
        / Scalar(max(total, 1))
    }
    return ((rows * shares).map { $0.squareRoot() }, sums.map { $0.squareRoot() })
  }

  /// Σ_r V_rj for every column j.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func columnSums() -> [Scalar] {
    let totals = (0..<rows.columnCount).map { rows.column($0).reduce(0, +) }
    return (Matrix(rows: 1, columns: totals.count, columnMajor: totals) * columns).elements
  }

  /// V.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func matrix() -> Matrix<Scalar> { rows * columns }
}
