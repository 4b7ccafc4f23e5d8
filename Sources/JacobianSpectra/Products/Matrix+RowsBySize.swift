import DenseLinearAlgebra

extension Matrix {
  /// The rows that are not zero, in descending order of size.
  var rowsBySize: [Int] {
    let sizes = rowMagnitudes()
    return sizes.indices.filter { !(sizes[$0] == 0) }.sorted { sizes[$0] > sizes[$1] }
  }
}
