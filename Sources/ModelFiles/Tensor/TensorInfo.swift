/// A tensor as its file describes it, without its values.
public struct TensorInfo: Sendable, Hashable {
  /// The name in the file, such as `rnn.weight_hh_l0`.
  public let name: String

  public let elementType: ElementType

  /// Lengths of the axes, outermost first; empty for a single number.
  public let shape: [Int]

  public init(name: String, elementType: ElementType, shape: [Int]) {
    self.name = name
    self.elementType = elementType
    self.shape = shape
  }
}
