/// A tensor as its file describes it, without its values.
public struct TensorInfo: Sendable, Hashable {
  /// The name in the file, such as `rnn.weight_hh_l0`.
  public let name: String

  /// What its numbers are stored as.
  public let elementType: ElementType

  /// Lengths of the axes, outermost first; empty for a single number.
  public let shape: [Int]

  /// What is known of a tensor before its numbers are read.
  public init(name: String, elementType: ElementType, shape: [Int]) {
    self.name = name
    self.elementType = elementType
    self.shape = shape
  }
}
