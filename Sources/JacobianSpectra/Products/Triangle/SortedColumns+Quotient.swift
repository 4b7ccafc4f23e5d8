import DenseLinearAlgebra

extension SortedColumns {
  /// R and X of the columns' factorization B·Π = X·R, where X = B·R⁻¹ is a quotient: by `method`; where columns
  /// depend too much on each other for a Gram matrix by reflections, and where that or the order is not good
  /// enough, by a QR with column pivoting.
  ///
  /// The columns must be finite.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func quotient(
    by method: GradedTriangle<Scalar>.Method = .cholesky, workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> (triangle: GradedTriangle<Scalar>, basis: Matrix<Scalar>) {
    var outcome = try triangle(by: method, workspace: &workspace)
    if case .tooDependent = outcome, method == .cholesky {
      outcome = try triangle(by: .householder, workspace: &workspace)
    }
    if case .found(let triangle) = outcome {
      var basis = matrix
      basis.divideFromRight(byUpperTriangular: triangle.triangle)
      return (triangle, basis)
    }
    let pivoted = try pivotedQuotient(workspace: &workspace)
    var basis = Matrix<Scalar>(rows: 0, columns: 0)
    basis.setToScattered(
      pivoted.basis, columns: pivoted.basis.columnCount, rows: matrix.rowCount, order: pivoted.order
    )
    return (pivoted.triangle, basis)
  }

  /// R by a QR with column pivoting of the rows `order`, and X for these rows.
  ///
  /// Columns that are no pivots do not follow from the others row by row by rounding of the QR alone: what a small
  /// row says of them would drown in it.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func pivotedQuotient(
    workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> (
    triangle: GradedTriangle<Scalar>, basis: Matrix<Scalar>, order: [Int]
  ) {
    let order = matrix.rowsBySize(atLeast: structuralRank)
    let rows = matrix.rows(order)
    var triangle = try GradedTriangle(
      pivoting: rows, logScales: logScales, rank: structuralRank, workspace: &workspace)
    triangle.place(rows: order)
    var divided = triangle.pivoted(rows)
    divided.divideFromRight(byUpperTriangular: triangle.triangle)
    let others = Array(triangle.pivots.dropFirst(divided.columnCount))
    if !others.isEmpty, divided.rowCount == divided.columnCount,
      let solution = divided.rowwiseSolution(of: rows.columns(others))
    {
      triangle.setOthers(to: solution, columnScales: others.map { logScales[$0] })
    }
    return (triangle, divided, order)
  }

  /// R of the columns as they stand.
  ///
  /// Reflections take the rows in the order of their size, so that small ones keep their relative accuracy.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func triangle(
    by method: GradedTriangle<Scalar>.Method, workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> GradedTriangle<Scalar>.Outcome {
    let rows =
      switch method {
      case .cholesky: matrix
      case .householder: matrix.rows(matrix.rowsBySize(atLeast: structuralRank))
      }
    return try GradedTriangle.ofSorted(
      rows, logScales: logScales, method: method, workspace: &workspace)
  }
}
