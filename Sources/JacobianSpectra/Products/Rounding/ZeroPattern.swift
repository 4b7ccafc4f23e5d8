import DenseLinearAlgebra

/// Where a matrix may differ from zero by the zeros of the factors that it was made of alone: rounding makes others
/// where terms cancel, which say nothing of a rank. Of a matrix that may differ from zero everywhere there is none.
///
/// - Complexity: that of each operation, over 64.
struct ZeroPattern: Sendable {
  let rowCount: Int
  let columnCount: Int
  /// A bit for every row, column by column, each of which begins with a word.
  private var words: [UInt64]

  /// Words of a column.
  private var stride: Int { Self.wordCount(of: rowCount) }

  private static func wordCount(of rows: Int) -> Int { (rows + 63) / 64 }

  private init(rows: Int, columns: Int) {
    (rowCount, columnCount) = (rows, columns)
    words = Array(repeating: 0, count: columns * Self.wordCount(of: rows))
  }

  /// `count` times the only column of `column`.
  private init(repeating column: ZeroPattern, count: Int) {
    (rowCount, columnCount) = (column.rowCount, count)
    words = []
    for _ in 0..<count { words += column.words }
  }

  /// The first column where all are like it, as where rows alone are zero; nil where they are not.
  private var repeatedColumn: ZeroPattern? {
    guard columnCount > 0, words.dropFirst(stride).elementsEqual(words.dropLast(stride)) else {
      return nil
    }
    return selected(columns: [0])
  }

  /// Whether row i of column j may differ from zero.
  private subscript(i: Int, j: Int) -> Bool {
    words[j * stride + i / 64] >> UInt64(i % 64) & 1 == 1
  }

  private mutating func insert(_ i: Int, _ j: Int) {
    words[j * stride + i / 64] |= 1 << UInt64(i % 64)
  }

  /// Adds what column `k` of `other`, with as many rows, may have to column `j`.
  private mutating func formUnion(_ j: Int, with k: Int, of other: ZeroPattern) {
    let (target, source) = (j * stride, k * stride)
    for w in 0..<stride { words[target + w] |= other.words[source + w] }
  }

  /// Adds what column `k` may have to column `j`.
  private mutating func formUnion(_ j: Int, with k: Int) {
    for w in 0..<stride { words[j * stride + w] |= words[k * stride + w] }
  }

  /// Nil where there are no zeros.
  private var unlessFull: ZeroPattern? {
    words.reduce(0) { $0 + $1.nonzeroBitCount } == rowCount * columnCount ? nil : self
  }

  /// The zeros of a factor, or its transpose, as they stand.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private init<Scalar>(_ factor: BlockMatrix<Scalar>, transposed: Bool) {
    self.init(
      rows: transposed ? factor.columnCount : factor.rowCount,
      columns: transposed ? factor.rowCount : factor.columnCount)
    for block in factor.dense {
      let (entries, height) = (block.matrix.elements.span, block.matrix.rowCount)
      for j in 0..<block.matrix.columnCount {
        let column = block.column + j
        for i in 0..<height where entries[j * height + i] != 0 {
          if transposed { insert(column, block.row + i) } else { insert(block.row + i, column) }
        }
      }
    }
    for block in factor.diagonal {
      for (i, entry) in block.values.enumerated() where entry != 0 {
        let (row, column) = (block.row + i, block.column + i)
        if transposed { insert(column, row) } else { insert(row, column) }
      }
    }
  }

  /// That of a matrix without zeros.
  static func full(rows: Int, columns: Int) -> ZeroPattern {
    var column = ZeroPattern(rows: rows, columns: 1)
    for i in 0..<rows { column.insert(i, 0) }
    return ZeroPattern(repeating: column, count: columns)
  }

  /// That of an exact matrix.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  static func of<Scalar>(_ matrix: Matrix<Scalar>) -> ZeroPattern? {
    ZeroPattern(BlockMatrix(matrix), transposed: false).unlessFull
  }

  /// That of `factor`, or its transpose, times a matrix of `columnCount` columns with the pattern `other`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  static func ofProduct<Scalar>(
    of factor: BlockMatrix<Scalar>, transposed: Bool, and other: ZeroPattern?, columnCount: Int
  ) -> ZeroPattern? {
    let left = ZeroPattern(factor, transposed: transposed)
    guard let other else {
      return ZeroPattern(repeating: left.union, count: columnCount).unlessFull
    }
    let column = other.repeatedColumn
    let right = column ?? other
    var result = ZeroPattern(rows: left.rowCount, columns: right.columnCount)
    for j in 0..<right.columnCount {
      for k in 0..<left.columnCount where right[k, j] { result.formUnion(j, with: k, of: left) }
    }
    if column != nil { result = ZeroPattern(repeating: result, count: columnCount) }
    return result.unlessFull
  }

  /// That of columns `order`, times the transpose of an upper triangle.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func product<Scalar>(
    columns order: [Int], timesTransposeOf triangle: Matrix<Scalar>
  ) -> ZeroPattern? {
    var result = ZeroPattern(rows: rowCount, columns: triangle.rowCount)
    for (l, k) in order.enumerated() {
      for j in 0..<triangle.rowCount where triangle[j, l] != 0 {
        result.formUnion(j, with: k, of: self)
      }
    }
    return result.unlessFull
  }

  /// That of X where columns B with this pattern are B·Π = X·R.
  ///
  /// - Parameter free: Columns of X that any others in the same rows have taken the place of.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func quotient<Scalar>(by triangle: GradedTriangle<Scalar>, free: [Int]) -> ZeroPattern? {
    let rank = triangle.logScales.count
    var result = selected(columns: Array(triangle.pivots.prefix(rank)))
    if result.repeatedColumn != nil { return result.unlessFull }
    let anywhere = union
    for j in free { result.formUnion(j, with: 0, of: anywhere) }
    for j in 0..<rank {
      for l in 0..<j where triangle.triangle[l, j] != 0 {
        result.formUnion(j, with: l)
      }
    }
    return result.unlessFull
  }

  /// Some of the columns.
  func selected(columns order: [Int]) -> ZeroPattern {
    var result = ZeroPattern(rows: rowCount, columns: order.count)
    for (j, k) in order.enumerated() { result.formUnion(j, with: k, of: self) }
    return result
  }

  /// Some of the rows.
  func selected(rows: Range<Int>) -> ZeroPattern? {
    moving(rows, by: -rows.lowerBound, of: rows.count).unlessFull
  }

  /// These rows as `rows` of `count`, others zero.
  func padded(to rows: Range<Int>, of count: Int) -> ZeroPattern {
    moving(0..<rowCount, by: rows.lowerBound, of: count)
  }

  /// Rows times zero are zero.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func scaled<Scalar: LinearAlgebraScalar>(rows factors: [Scalar]) -> ZeroPattern {
    moving(factors.indices.filter { factors[$0] != 0 }, by: 0, of: rowCount)
  }

  private func moving(_ rows: some Collection<Int>, by distance: Int, of count: Int) -> ZeroPattern
  {
    let column = repeatedColumn
    let pattern = column ?? self
    var result = ZeroPattern(rows: count, columns: pattern.columnCount)
    for j in 0..<pattern.columnCount {
      for i in rows where pattern[i, j] { result.insert(i + distance, j) }
    }
    return column == nil ? result : ZeroPattern(repeating: result, count: columnCount)
  }

  /// One column, of the rows that may differ from zero anywhere.
  private var union: ZeroPattern {
    var result = ZeroPattern(rows: rowCount, columns: 1)
    for j in 0..<columnCount { result.formUnion(0, with: j, of: self) }
    return result
  }

  /// From the first to the last row that may differ from zero.
  var rowsInUse: Range<Int> {
    let union = union
    let used = (0..<rowCount).filter { union[$0, 0] }
    return (used.first ?? 0)..<(used.last ?? -1) + 1
  }

  /// The largest rank of any matrix with this pattern.
  var structuralRank: Int {
    if let column = repeatedColumn {
      return min(column.words.reduce(0) { $0 + $1.nonzeroBitCount }, columnCount)
    }
    return DenseLinearAlgebra.structuralRank(rows: rowCount, columns: columnCount) { self[$0, $1] }
  }
}
