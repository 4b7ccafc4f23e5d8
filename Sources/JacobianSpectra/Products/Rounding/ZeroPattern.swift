import DenseLinearAlgebra

/// Where a matrix may differ from zero by the zeros of the factors that it was made of alone: rounding makes others
/// where terms cancel, which say nothing of a rank. Of a matrix that may differ from zero everywhere there is none.
///
/// - Complexity: that of each operation, over 64.
struct ZeroPattern: Sendable {
  let rowCount: Int
  /// For each column the rows in which it may differ from zero.
  private let columns: [Rows]

  /// A set of rows, a bit each.
  private struct Rows {
    private var words: [UInt64]

    init(count: Int) { words = Array(repeating: 0, count: (count + 63) / 64) }

    mutating func insert(_ row: Int) { words[row / 64] |= 1 << UInt64(row % 64) }

    func contains(_ row: Int) -> Bool { words[row / 64] >> UInt64(row % 64) & 1 == 1 }

    mutating func formUnion(_ other: Rows) {
      for i in words.indices { words[i] |= other.words[i] }
    }

    var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }
  }

  private init(rowCount: Int, columns: [Rows]) {
    self.rowCount = rowCount
    self.columns = columns
  }

  /// Nil where there are no zeros.
  private var unlessFull: ZeroPattern? {
    columns.allSatisfy { $0.count == rowCount } ? nil : self
  }

  /// The zeros of a factor, or its transpose, as they stand.
  private init<Scalar>(_ factor: BlockMatrix<Scalar>, transposed: Bool) {
    let shape = (rows: factor.rowCount, columns: factor.columnCount)
    let count = transposed ? shape.columns : shape.rows
    var columns = Array(
      repeating: Rows(count: count), count: transposed ? shape.rows : shape.columns)
    func insert(_ row: Int, _ column: Int) {
      if transposed { columns[row].insert(column) } else { columns[column].insert(row) }
    }
    for block in factor.dense {
      for j in 0..<block.matrix.columnCount {
        for (i, entry) in block.matrix.column(j).enumerated() where entry != 0 {
          insert(block.row + i, block.column + j)
        }
      }
    }
    for block in factor.diagonal {
      for (i, entry) in block.values.enumerated() where entry != 0 {
        insert(block.row + i, block.column + i)
      }
    }
    self.init(rowCount: count, columns: columns)
  }

  /// That of a matrix without zeros.
  static func full(rows: Int, columns: Int) -> ZeroPattern {
    var all = Rows(count: rows)
    for row in 0..<rows { all.insert(row) }
    return ZeroPattern(rowCount: rows, columns: Array(repeating: all, count: columns))
  }

  /// That of an exact matrix.
  static func of<Scalar>(_ matrix: Matrix<Scalar>) -> ZeroPattern? {
    ZeroPattern(BlockMatrix(matrix), transposed: false).unlessFull
  }

  /// That of `factor`, or its transpose, times a matrix of `columnCount` columns with the pattern `other`.
  static func ofProduct<Scalar>(
    of factor: BlockMatrix<Scalar>, transposed: Bool, and other: ZeroPattern?, columnCount: Int
  ) -> ZeroPattern? {
    let left = ZeroPattern(factor, transposed: transposed)
    guard let other else {
      let columns = Array(repeating: left.rows, count: columnCount)
      return ZeroPattern(rowCount: left.rowCount, columns: columns).unlessFull
    }
    let columns = other.columns.map { column in
      left.union(of: left.columns.indices.filter(column.contains))
    }
    return ZeroPattern(rowCount: left.rowCount, columns: columns).unlessFull
  }

  /// That of columns `order`, times the transpose of an upper triangle.
  func product<Scalar>(
    columns order: [Int], timesTransposeOf triangle: Matrix<Scalar>
  ) -> ZeroPattern? {
    let columns = (0..<triangle.rowCount).map { j in
      union(of: order.indices.filter { triangle[j, $0] != 0 }.map { order[$0] })
    }
    return ZeroPattern(rowCount: rowCount, columns: columns).unlessFull
  }

  /// That of X where columns B with this pattern are B·Π = X·R.
  ///
  /// - Parameter free: Columns of X that any others in the same rows have taken the place of.
  func quotient<Scalar>(by triangle: GradedTriangle<Scalar>, free: [Int]) -> ZeroPattern? {
    var result = triangle.pivots.prefix(triangle.logScales.count).map { columns[$0] }
    for j in free { result[j] = rows }
    for j in result.indices {
      for l in 0..<j where triangle.triangle[l, j] != 0 { result[j].formUnion(result[l]) }
    }
    return ZeroPattern(rowCount: rowCount, columns: result).unlessFull
  }

  /// Some of the columns.
  func selected(columns order: [Int]) -> ZeroPattern {
    ZeroPattern(rowCount: rowCount, columns: order.map { columns[$0] })
  }

  /// Some of the rows.
  func selected(rows: Range<Int>) -> ZeroPattern? {
    moving(rows, to: 0..<rows.count, of: rows.count).unlessFull
  }

  /// These rows as `rows` of `count`, others zero.
  func padded(to rows: Range<Int>, of count: Int) -> ZeroPattern {
    moving(0..<rowCount, to: rows, of: count)
  }

  /// Rows times zero are zero.
  func scaled<Scalar: LinearAlgebraScalar>(rows factors: [Scalar]) -> ZeroPattern {
    let kept = factors.indices.filter { factors[$0] != 0 }
    return moving(kept, to: kept, of: rowCount)
  }

  private func moving(
    _ rows: some Collection<Int>, to places: some Collection<Int>, of count: Int
  ) -> ZeroPattern {
    ZeroPattern(
      rowCount: count,
      columns: columns.map { column in
        zip(rows, places).reduce(into: Rows(count: count)) { result, pair in
          if column.contains(pair.0) { result.insert(pair.1) }
        }
      })
  }

  private func union(of places: [Int]) -> Rows {
    places.reduce(into: Rows(count: rowCount)) { $0.formUnion(columns[$1]) }
  }

  /// Those that may differ from zero anywhere.
  private var rows: Rows { union(of: Array(columns.indices)) }

  /// From the first to the last row that may differ from zero.
  var rowsInUse: Range<Int> {
    let rows = rows
    let used = (0..<rowCount).filter(rows.contains)
    return (used.first ?? 0)..<(used.last ?? -1) + 1
  }

  /// The largest rank of any matrix with this pattern.
  var structuralRank: Int {
    DenseLinearAlgebra.structuralRank(rows: rowCount, columns: columns.count) {
      columns[$1].contains($0)
    }
  }
}
