import DenseLinearAlgebra

extension BlockMatrix {
  /// rowsᵀ·self·columns, dense.
  ///
  /// - Complexity: O(n²) for diagonal `rows` and `columns`.
  func block(rows: BlockMatrix, columns: BlockMatrix) -> Matrix<Scalar> {
    var wanted = Matrix<Scalar>(rows: 0, columns: 0)
    rows.multiplyTransposed(denseMatrix(), into: &wanted)
    var block = wanted
    columns.multiplyTransposed(wanted.transposed(), into: &block)
    return block.transposed()
  }
}
