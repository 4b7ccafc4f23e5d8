import DenseLinearAlgebra

extension Matrix {
  /// The rows that are not zero, and no fewer than `count`, in descending order of size.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func rowsBySize(atLeast count: @autoclosure () -> Int = 0) -> [Int] {
    let sizes = rowMagnitudes()
    let order = sizes.indices.sorted { sizes[$0] > sizes[$1] }
    guard let zeros = order.firstIndex(where: { sizes[$0] == 0 }) else { return order }
    return Array(order[..<max(zeros, count())])
  }
}
