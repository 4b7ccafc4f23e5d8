/// Arrays in column-major order, where the first index runs fastest.
enum FortranOrder {
  /// The same array in row-major order.
  ///
  /// - Parameters:
  ///   - values: As many as the product of `shape`, the first index running fastest.
  ///   - shape: Lengths of the axes.
  /// - Complexity: O(values.count · shape.count) time in the worst case, one copy.
  static func rowMajor(_ values: [Double], shape: [Int]) -> [Double] {
    guard shape.count > 1, !values.isEmpty else { return values }
    var strides = [1]
    for length in shape.dropLast() {
      strides.append(strides[strides.count - 1] * length)
    }
    var result: [Double] = []
    result.reserveCapacity(values.count)
    var index = [Int](repeating: 0, count: shape.count)
    var source = 0
    while result.count < values.count {
      result.append(values[source])
      // Count the index up, as an odometer does.
      for axis in shape.indices.reversed() {
        index[axis] += 1
        source += strides[axis]
        if index[axis] < shape[axis] { break }
        source -= strides[axis] * shape[axis]
        index[axis] = 0
      }
    }
    return result
  }
}
