/// Numbers read from a file, widened to double precision.
public struct Tensor: Sendable, Equatable {
  /// The file that the numbers came from; errors name it.
  public let path: String

  /// The name in the file; `nil` where a file holds one nameless array (NumPy, CSV).
  public let name: String?

  /// Lengths of the axes, outermost first; empty for a single number.
  public let shape: [Int]

  /// The elements in row-major order: the last index runs fastest.
  public let values: [Double]

  /// - Precondition: `values.count` is the product of `shape`.
  public init(path: String, name: String? = nil, shape: [Int], values: [Double]) {
    precondition(
      Shape.elementCount(of: shape) == values.count,
      "shape \(shape) does not hold \(values.count) values")
    self.path = path
    self.name = name
    self.shape = shape
    self.values = values
  }
}
