import DenseLinearAlgebra

extension Matrix {
  /// The rows that are not zero, and no fewer than `count` where there are as many, in descending order of size.
  func rowsBySize(atLeast count: Int = 0) -> [Int] {
    let sizes = rowMagnitudes()
    let order = sizes.indices.sorted { sizes[$0] > sizes[$1] }
    let zeros = order.firstIndex { sizes[$0] == 0 } ?? order.count
    return Array(order[..<max(zeros, min(count, order.count))])
  }
}
