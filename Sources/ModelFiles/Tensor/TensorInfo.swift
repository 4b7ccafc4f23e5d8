/// A tensor as the header of its file describes it, without its values.
public struct TensorInfo: Sendable, Hashable {
  /// The name in the file, such as `rnn.weight_hh_l0`.
  public let name: String

  public let elementType: ElementType

  /// Lengths of the axes, outermost first; empty for a single number.
  public let shape: [Int]

  /// Where the values lie, in bytes from the beginning of the file.
  public let byteRange: Range<Int>

  public init(name: String, elementType: ElementType, shape: [Int], byteRange: Range<Int>) {
    self.name = name
    self.elementType = elementType
    self.shape = shape
    self.byteRange = byteRange
  }
}
