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

  /// The number of rows.
  public let rowCount: Int
  /// The number of columns.
  public let columnCount: Int
  /// The dense blocks; where they overlap each other or diagonal ones, entries add.
  public var dense: [DenseBlock]
  /// The diagonal blocks.
  public var diagonal: [DiagonalBlock]
  /// Nil where no entry went below the exponent range.
  public var underflow: Underflow<Scalar>?
  /// Of entries that are differences; nil where every entry counts as right to a few units of its own last digit.
  public var cancelledTerms: CancelledTerms<Scalar>?

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
    if let terms = other.cancelledTerms { append(terms, atRow: row, column: column) }
  }

  /// Adds what has cancelled in a smaller matrix, whose entry (0, 0) stands in `row`, `column`.
  package mutating func append(_ terms: CancelledTerms<Scalar>, atRow row: Int, column: Int) {
    cancelledTerms = terms.padded(
      toRow: row, column: column, rowCount: rowCount, columnCount: columnCount
    ).union(cancelledTerms)
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
    cancelledTerms?.scale(rows: rowFactors, columns: columnFactors)
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
}
