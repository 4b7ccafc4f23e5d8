extension BlockMatrix {
  /// The strongest single path, max_j |a_ij|·w_j, from each row i to the weighted columns; of the transpose that from
  /// each column to the weighted rows. Where blocks overlap, each is a path of its own.
  ///
  /// - Parameter weights: w ≥ 0.
  /// - Complexity: O(entries).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package func strongestPaths(to weights: [Scalar], transposed: Bool = false) -> [Scalar] {
    var result = [Scalar](repeating: 0, count: transposed ? columnCount : rowCount)
    for block in dense {
      let (starts, paths) =
        transposed
        ? (block.columns, block.matrix.columnMagnitudes(rowsTimes: weights[block.rows]))
        : (block.rows, block.matrix.rowMagnitudes(columnsTimes: Array(weights[block.columns])))
      for (i, path) in zip(starts, paths) { result[i] = max(result[i], path) }
    }
    for block in diagonal {
      let (starts, ends) = transposed ? (block.columns, block.rows) : (block.rows, block.columns)
      for (place, value) in zip(zip(starts, ends), block.values) {
        result[place.0] = max(result[place.0], value.magnitude * weights[place.1])
      }
    }
    return result
  }
}
