/// Counting with shapes that come from files and are not to be trusted.
enum Shape {
  /// The number of elements, or `nil` if an axis is negative or the number passes `Int.max`.
  static func elementCount(of shape: [Int]) -> Int? {
    var count = 1
    for length in shape {
      guard length >= 0 else { return nil }
      let (product, overflow) = count.multipliedReportingOverflow(by: length)
      if overflow { return nil }
      count = product
    }
    return count
  }

  /// The number of bytes, or `nil` if that passes `Int.max`.
  static func byteCount(of shape: [Int], elementByteCount: Int) -> Int? {
    guard let count = elementCount(of: shape) else { return nil }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: elementByteCount)
    return overflow ? nil : bytes
  }

  /// Where the element at `position` of the row-major values stands: one index an axis, from 0.
  ///
  /// - Precondition: `position` is less than the number of elements.
  static func multiIndex(of position: Int, in shape: [Int]) -> [Int] {
    var rest = position
    var index = shape
    for axis in shape.indices.reversed() {
      index[axis] = rest % shape[axis]
      rest /= shape[axis]
    }
    return index
  }

  /// The product of two sizes, or `Int.max` where it is larger.
  static func bounded(_ size: Int, times factor: Int) -> Int {
    let (product, overflow) = size.multipliedReportingOverflow(by: factor)
    return overflow ? .max : product
  }
}
