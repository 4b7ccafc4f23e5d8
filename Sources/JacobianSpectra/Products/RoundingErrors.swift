import DenseLinearAlgebra

/// Variances of the errors of a matrix's entries, in units of ε²: V = U·Z with few columns of U.
struct RoundingErrors<Scalar: LinearAlgebraScalar> {
  /// U; shape [rows, terms].
  private let rows: Matrix<Scalar>
  /// Z; shape [terms, columns].
  private let columns: Matrix<Scalar>

  /// Errors of `matrix`, whose column j is column `order[j]` of another, times `factors[j]`.
  ///
  /// - Parameter variance: Of the entries of the other, nil where it is exact. A factorization of the
  ///   matrix adds the square of the largest entry of each row, to which its own errors are relative.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(
    of matrix: Matrix<Scalar>, variance: GroupedColumns<Scalar>?, columns order: [Int],
    times factors: [Scalar]
  ) {
    let groups = variance?.maxima.columnCount ?? 0
    let own = matrix.rowMagnitudes().map { $0 * $0 }
    rows = Matrix(
      rows: matrix.rowCount, columns: groups + 1,
      columnMajor: (variance?.maxima.elements ?? []) + own)
    var columns = Matrix<Scalar>(rows: groups + 1, columns: order.count)
    for (j, column) in order.enumerated() {
      if let variance {
        columns[variance.group(of: column), j] = min(
          factors[j] * factors[j], .greatestFiniteMagnitude)
      }
      columns[groups, j] = 1
    }
    self.columns = columns
  }

  private init(rows: Matrix<Scalar>, columns: Matrix<Scalar>) {
    self.rows = rows
    self.columns = columns
  }

  /// What becomes of errors E in E·R⁻¹, where only `pivots` of the columns are divided: V·(R⁻¹∘R⁻¹).
  ///
  /// - Parameter inverse: R⁻¹, an upper triangle.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func divided(byInverse inverse: Matrix<Scalar>, columns pivots: [Int]) -> RoundingErrors {
    var squares = inverse
    squares.setToSquares(of: inverse)
    var divided = columns.columns(pivots)
    divided.multiplyFromRight(upperTriangular: squares)
    return RoundingErrors(rows: rows, columns: divided)
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
