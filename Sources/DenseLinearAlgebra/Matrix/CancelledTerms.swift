/// Terms that have cancelled in the entries of a matrix: entry (i, j) is uncertain by a unit roundoff of r_i·c_j, which
/// may be far more than one of the entry. Where one product does not tell the sizes of all, it is no less than they are.
///
/// A GRU that comes to rest has h_{t-1} near its candidate n, and its update gate acts by h_{t-1} - n.
public struct CancelledTerms<Scalar: LinearAlgebraScalar>: Sendable, Equatable {
  /// r ≥ 0.
  public private(set) var rows: [Scalar]
  /// c ≥ 0.
  public private(set) var columns: [Scalar]

  /// Terms of entry (i, j) of the size `rows[i]`·`columns[j]`.
  public init(rows: [Scalar], columns: [Scalar]) {
    self.rows = rows
    self.columns = columns
  }

  /// r·cᵀ.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package func sizes() -> Matrix<Scalar> {
    var sizes = Matrix<Scalar>(rows: rows.count, columns: columns.count, repeating: 1)
    sizes.scale(rows: rows, columns: columns)
    return sizes
  }

  /// c times Σ_i r_i·|x_i| for each column x of `panel`: what cancelled in the product of the transpose with it.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package func transposedSizes(ofProductWith panel: Matrix<Scalar>) -> Matrix<Scalar> {
    precondition(panel.rowCount == rows.count, "\(panel.rowCount) rows for \(rows.count)")
    return CancelledTerms(rows: columns, columns: Self.sums(of: panel, rowsTimes: rows)).sizes()
  }

  /// Those of A·`matrix`: r·(cᵀ·|matrix|).
  package func passed(_ matrix: Matrix<Scalar>) -> CancelledTerms {
    CancelledTerms(rows: rows, columns: Self.sums(of: matrix, rowsTimes: columns))
  }

  /// Σ_i s_i·|x_i| for each column x.
  private static func sums(of matrix: Matrix<Scalar>, rowsTimes sizes: [Scalar]) -> [Scalar] {
    (0..<matrix.columnCount).map { j in
      zip(sizes, matrix.column(j)).reduce(0) { $0 + $1.0 * $1.1.magnitude }
    }
  }

  /// Those of diag(rowFactors) · A · diag(columnFactors).
  mutating func scale(rows rowFactors: [Scalar], columns columnFactors: [Scalar]) {
    rows = zip(rows, rowFactors).map { $0 * $1 }
    columns = zip(columns, columnFactors).map { $0 * $1 }
  }

  /// Those of a matrix of the shape [`rowCount`, `columnCount`] that holds this one from `row`, `column` on.
  func padded(
    toRow row: Int, column: Int, rowCount: Int, columnCount: Int
  ) -> CancelledTerms {
    func padded(_ sizes: [Scalar], _ start: Int, _ count: Int) -> [Scalar] {
      var result = [Scalar](repeating: 0, count: count)
      result.replaceSubrange(start..<start + sizes.count, with: sizes)
      return result
    }
    return CancelledTerms(
      rows: padded(rows, row, rowCount), columns: padded(columns, column, columnCount))
  }

  /// No less than either.
  func union(_ other: CancelledTerms?) -> CancelledTerms {
    guard let other else { return self }
    return CancelledTerms(
      rows: zip(rows, other.rows).map { max($0, $1) },
      columns: zip(columns, other.columns).map { max($0, $1) })
  }
}
