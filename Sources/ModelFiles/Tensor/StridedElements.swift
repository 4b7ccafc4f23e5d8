/// Arrays whose elements do not stand in row-major order.
enum StridedElements {
  /// The elements in row-major order: element [i, j, …] is taken from first + i·strides[0] + j·strides[1] + ….
  ///
  /// - Parameters:
  ///   - values: The elements as they are stored.
  ///   - shape: Lengths of the axes.
  ///   - strides: How far apart neighbours along each axis are stored; negative where they stand in reverse.
  ///   - first: Where element [0, 0, …] is stored.
  /// - Precondition: No element is taken from outside `values`.
  /// - Complexity: O(elements · shape.count) time in the worst case, one copy.
  static func rowMajor(
    _ values: [Double], shape: [Int], strides: [Int], from first: Int = 0
  ) -> [Double] {
    let count = shape.reduce(1, *)
    if count == values.count, strides == rowMajorStrides(of: shape) { return values }
    var result: [Double] = []
    result.reserveCapacity(count)
    var index = [Int](repeating: 0, count: shape.count)
    var source = first
    while result.count < count {
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

  /// The strides where the last index runs fastest.
  static func rowMajorStrides(of shape: [Int]) -> [Int] {
    columnMajorStrides(of: shape.reversed()).reversed()
  }

  /// The strides where the first index runs fastest.
  static func columnMajorStrides(of shape: [Int]) -> [Int] {
    var strides: [Int] = []
    var stride = 1
    for length in shape {
      strides.append(stride)
      // Passes Int.max only beside an axis of length 0, and then no element is looked for.
      stride &*= length
    }
    return strides
  }
}
