/// A matrix of a few blocks, each dense or diagonal, and zero elsewhere.
///
/// The Jacobian of one step of a gated cell has this form: dense where the recurrent weights act,
/// diagonal where the cell state is carried. Products cost what the blocks cost: an LSTM with n
/// units takes 4·n²·m flops for a panel of m columns, half of its dense 2n×2n matrix.
public struct BlockMatrix<Scalar: LinearAlgebraScalar>: Sendable, Equatable {
  /// A dense block whose entry (0, 0) stands in `row`, `column` of the whole.
  public struct DenseBlock: Sendable, Equatable {
    /// The first row of the whole that the block stands in, from 0.
    public let row: Int
    /// The first column of the whole that the block stands in, from 0.
    public let column: Int
    /// The entries of the block.
    public var matrix: Matrix<Scalar>

    /// A block with these entries, (0, 0) of which stands in `row`, `column`.
    public init(row: Int, column: Int, _ matrix: Matrix<Scalar>) {
      self.row = row
      self.column = column
      self.matrix = matrix
    }

    var rows: Range<Int> { row..<row + matrix.rowCount }
    var columns: Range<Int> { column..<column + matrix.columnCount }
  }

  /// A diagonal block whose first entry stands in `row`, `column` of the whole.
  public struct DiagonalBlock: Sendable, Equatable {
    /// The first row of the whole that the block stands in, from 0.
    public let row: Int
    /// The first column of the whole that the block stands in, from 0.
    public let column: Int
    /// The diagonal: entry i stands in `row` + i, `column` + i.
    public var values: [Scalar]

    /// A block with these values, the first of which stands in `row`, `column`.
    public init(row: Int, column: Int, _ values: [Scalar]) {
      self.row = row
      self.column = column
      self.values = values
    }

    var rows: Range<Int> { row..<row + values.count }
    var columns: Range<Int> { column..<column + values.count }
  }

  public let rowCount: Int
  public let columnCount: Int
  /// The dense blocks; where they overlap each other or diagonal ones, entries add.
  public var dense: [DenseBlock]
  /// The diagonal blocks.
  public var diagonal: [DiagonalBlock]
  /// Nil where no entry went below the exponent range.
  public var underflow: Underflow<Scalar>?

  /// A matrix with these blocks. Where blocks overlap, they add.
  ///
  /// - Precondition: Every block lies inside the matrix.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public init(rows: Int, columns: Int, dense: [DenseBlock] = [], diagonal: [DiagonalBlock] = []) {
    let bounds = dense.map { ($0.rows, $0.columns) } + diagonal.map { ($0.rows, $0.columns) }
    precondition(
      bounds.allSatisfy {
        $0.0.lowerBound >= 0 && $0.0.upperBound <= rows && $0.1.lowerBound >= 0
          && $0.1.upperBound <= columns
      },
      "a block outside a \(rows)×\(columns) matrix")
    rowCount = rows
    columnCount = columns
    self.dense = dense
    self.diagonal = diagonal
  }

  /// A dense matrix as a single block.
  public init(_ matrix: Matrix<Scalar>) {
    self.init(
      rows: matrix.rowCount, columns: matrix.columnCount,
      dense: [DenseBlock(row: 0, column: 0, matrix)])
  }

  /// Adds the blocks of a smaller matrix, whose entry (0, 0) stands in `row`, `column`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package mutating func append(_ other: BlockMatrix, atRow row: Int, column: Int) {
    precondition(
      row >= 0 && row + other.rowCount <= rowCount && column >= 0
        && column + other.columnCount <= columnCount,
      "a \(other.rowCount)×\(other.columnCount) matrix at \(row), \(column) of \(rowCount)×\(columnCount)"
    )
    dense += other.dense.map { .init(row: row + $0.row, column: column + $0.column, $0.matrix) }
    diagonal += other.diagonal.map {
      .init(row: row + $0.row, column: column + $0.column, $0.values)
    }
  }

  /// The whole as a dense matrix, written into `result`, which takes the shape it needs.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func writeDense(into result: inout Matrix<Scalar>) {
    result.reshape(rows: rowCount, columns: columnCount)
    // A first block of whole columns is copied; only the others have to be cleared.
    let whole = dense.first.flatMap { $0.rows == 0..<rowCount ? $0.columns : nil } ?? 0..<0
    result.clearColumns(0..<whole.lowerBound)
    result.clearColumns(whole.upperBound..<columnCount)
    for (b, block) in dense.enumerated() {
      if b == 0, !whole.isEmpty {
        result.setColumns(whole, to: block.matrix)
      } else {
        result.add(block.matrix, atRow: block.row, column: block.column)
      }
    }
    for block in diagonal {
      for (i, value) in block.values.enumerated() {
        result[block.row + i, block.column + i] += value
      }
    }
  }

  /// Makes `result` the whole as a dense matrix. The entries here are undefined afterwards: a dense
  /// block that is the whole changes hands and is not copied.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package mutating func moveDense(into result: inout Matrix<Scalar>) {
    guard diagonal.isEmpty, dense.count == 1, dense[0].rows == 0..<rowCount,
      dense[0].columns == 0..<columnCount
    else { return writeDense(into: &result) }
    result.reshape(rows: rowCount, columns: columnCount)
    swap(&dense[0].matrix, &result)
  }

  /// The whole as a dense matrix.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func denseMatrix() -> Matrix<Scalar> {
    var result = Matrix<Scalar>(rows: 0, columns: 0)
    writeDense(into: &result)
    return result
  }

  /// Becomes diag(rowFactors) · self · diag(columnFactors), factors ≥ 0.
  ///
  /// - Precondition: There is a factor for each row and each column.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func scale(rows rowFactors: [Scalar], columns columnFactors: [Scalar]) {
    let least =
      Scalar.smallestMagnitude(of: rowFactors) * Scalar.smallestMagnitude(of: columnFactors)
    let loses = least < 1 && least * smallestMagnitude < .leastNormalMagnitude
    for b in dense.indices {
      let (rows, columns) = (dense[b].rows, dense[b].columns)
      dense[b].matrix.scale(rows: rowFactors[rows], columns: columnFactors[columns])
    }
    for b in diagonal.indices {
      for i in diagonal[b].values.indices {
        diagonal[b].values[i] *=
          rowFactors[diagonal[b].row + i] * columnFactors[diagonal[b].column + i]
      }
    }
    underflow?.scale(rows: rowFactors, columns: columnFactors)
    if loses {
      underflow = underflow?.lifted() ?? Underflow(rows: rowCount, columns: columnCount)
    }
  }

  /// Says whether numbers below the exponent range went into the entries, which are those that were computed.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func setUnderflow(_ isThere: Bool) {
    underflow = isThere ? Underflow(rows: rowCount, columns: columnCount) : nil
  }

  /// The magnitudes of the entries of all blocks, which are gone over once.
  ///
  /// - Complexity: O(entries).
  package var magnitudeRange: MagnitudeRange<Scalar> {
    @specialized(where Scalar == Double)
    @specialized(where Scalar == Float)
    get {
      var range = MagnitudeRange<Scalar>()
      for block in dense { range.formUnion(MagnitudeRange(of: block.matrix.elements)) }
      for block in diagonal { range.formUnion(MagnitudeRange(of: block.values)) }
      return range
    }
  }

  /// The place of an entry of a block that is NaN or infinite; nil if all are finite.
  ///
  /// - Complexity: O(entries).
  package var firstNonFinite: (row: Int, column: Int)? {
    for block in dense {
      if let place = block.matrix.firstNonFinite {
        return (block.row + place.row, block.column + place.column)
      }
    }
    for block in diagonal {
      if let i = block.values.firstIndex(where: { !$0.isFinite }) {
        return (block.row + i, block.column + i)
      }
    }
    return nil
  }

  /// The smallest magnitude of an entry that is not zero; infinite where there is none.
  ///
  /// - Complexity: O(entries).
  package var smallestMagnitude: Scalar { magnitudeRange.smallest }

  /// No less than the 2-norm of the whole, and the 2-norm of a diagonal block that stands alone: the smaller of the sum
  /// of the blocks' Frobenius norms and √(‖A‖₁·‖A‖_∞).
  ///
  /// - Complexity: O(entries).
  package var normBound: Double {
    let frobeniusNorms =
      dense.map(\.matrix.frobeniusNorm)
      + diagonal.map {
        Matrix(rows: 1, columns: $0.values.count, columnMajor: $0.values).frobeniusNorm
      }
    return min(frobeniusNorms.reduce(0) { $0 + Double($1) }, meanNorm)
  }

  /// √(‖A‖₁·‖A‖_∞) of the magnitudes of all blocks (Schur 1911).
  private var meanNorm: Double {
    @specialized(where Scalar == Double)
    @specialized(where Scalar == Float)
    get {
      var (rows, columns) = (
        [Double](repeating: 0, count: rowCount), [Double](repeating: 0, count: columnCount)
      )
      for block in dense {
        for j in 0..<block.matrix.columnCount {
          for (i, value) in block.matrix.column(j).enumerated() {
            rows[block.row + i] += Double(value.magnitude)
            columns[block.column + j] += Double(value.magnitude)
          }
        }
      }
      for block in diagonal {
        for (i, value) in block.values.enumerated() {
          rows[block.row + i] += Double(value.magnitude)
          columns[block.column + i] += Double(value.magnitude)
        }
      }
      return (rows.max() ?? 0).squareRoot() * (columns.max() ?? 0).squareRoot()
    }
  }

  /// Whether dense blocks, if there are any, hold zeros.
  ///
  /// - Complexity: O(zeros before the first other entry).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package func isDiagonal() -> Bool {
    dense.allSatisfy { block in block.matrix.elements.allSatisfy { $0 == 0 } }
  }

  /// The factors of rows `range` where each of them is its own column times a number; nil where other columns go
  /// into them.
  ///
  /// - Complexity: O(zeros before the first other entry).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package func ownFactors(of range: Range<Int>) -> [Scalar]? {
    guard isDiagonal() else { return nil }
    var factors = [Scalar](repeating: 0, count: range.count)
    for block in diagonal where block.rows.overlaps(range) {
      if block.rows == range, block.columns == range {
        factors = zip(factors, block.values).map { $0 + $1 }
      } else if block.values.contains(where: { $0 != 0 }) {
        return nil
      }
    }
    return factors
  }

  /// The rows of a matrix that the product of the transpose with it picks, where that is all it does.
  package var pickedRows: Range<Int>? {
    @specialized(where Scalar == Double)
    @specialized(where Scalar == Float)
    get {
      guard dense.isEmpty, diagonal.count == 1, diagonal[0].column == 0,
        diagonal[0].values.count == columnCount, diagonal[0].values.allSatisfy({ $0 == 1 })
      else { return nil }
      return diagonal[0].rows
    }
  }

  /// 1 for every row that a block covers, 0 elsewhere: the rows that a quantity looks at, whatever their
  /// values are at some step.
  package var rowIndicator: [Scalar] {
    var result = [Scalar](repeating: 0, count: rowCount)
    for rows in dense.map(\.rows) + diagonal.map(\.rows) {
      for row in rows { result[row] = 1 }
    }
    return result
  }

  /// The squares of the entries of every block, in double precision. Where blocks overlap those of both add up,
  /// which is at least half of the square of two entries' sum.
  ///
  /// - Complexity: O(entries).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package func squares() -> BlockMatrix<Double> {
    BlockMatrix<Double>(
      rows: rowCount, columns: columnCount,
      dense: dense.map { block in
        var squares = Matrix<Double>(rows: 0, columns: 0)
        squares.setToSquares(of: block.matrix)
        return .init(row: block.row, column: block.column, squares)
      },
      diagonal: diagonal.map { block in
        .init(
          row: block.row, column: block.column, block.values.map { Double($0) * Double($0) })
      })
  }

  /// result_i = max_j |a_ij| w_j: the strongest single path from each row to the weighted columns.
  ///
  /// - Complexity: O(entries).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package func strongestPath(toColumns weights: [Scalar]) -> [Scalar] {
    var result = [Scalar](repeating: 0, count: rowCount)
    for block in dense {
      let paths = block.matrix.rowMagnitudes(columnsTimes: Array(weights[block.columns]))
      for (i, path) in paths.enumerated() {
        result[block.row + i] = max(result[block.row + i], path)
      }
    }
    for block in diagonal {
      for (i, value) in block.values.enumerated() {
        result[block.row + i] = max(
          result[block.row + i], value.magnitude * weights[block.column + i])
      }
    }
    return result
  }

  /// result_j = max_i |a_ij| w_i: the strongest single path from each column to the weighted rows.
  ///
  /// - Complexity: O(entries).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package func strongestPath(fromRows weights: [Scalar]) -> [Scalar] {
    var result = [Scalar](repeating: 0, count: columnCount)
    for block in dense {
      Self.raise(&result, from: block.column, by: block.matrix, rows: weights[block.rows])
    }
    for block in diagonal {
      for (i, value) in block.values.enumerated() {
        result[block.column + i] = max(
          result[block.column + i], value.magnitude * weights[block.row + i])
      }
    }
    return result
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private static func raise(
    _ result: inout [Scalar], from column: Int, by matrix: Matrix<Scalar>, rows: ArraySlice<Scalar>
  ) {
    let values = matrix.elements.span
    let weights = rows.span
    for j in 0..<matrix.columnCount {
      let base = j * matrix.rowCount
      var largest = result[column + j]
      for i in 0..<matrix.rowCount {
        let path = values[base + i].magnitude * weights[i]
        largest = path > largest ? path : largest
      }
      result[column + j] = largest
    }
  }
}
