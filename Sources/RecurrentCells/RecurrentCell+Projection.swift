package import DenseLinearAlgebra

extension RecurrentCell {
  /// Puts units that move by `factors` into the rows of h of `matrix`, from `column` on: a diagonal, or the
  /// projection times it.
  package func showUnits(
    moving factors: [Scalar], in matrix: inout BlockMatrix<Scalar>, column: Int = 0
  ) {
    let row = layout.hidden.lowerBound
    if var projection {
      projection.scaleColumns(factors)
      matrix.dense.append(.init(row: row, column: column, projection))
    } else {
      matrix.diagonal.append(.init(row: row, column: column, factors))
    }
  }
}
