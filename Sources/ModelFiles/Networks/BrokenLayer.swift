/// What a file has of a recurrent layer, in one direction, that cannot be told or read: a W_hh of the shape of no
/// cell, weights without W_hh, or quantized ones.
public struct BrokenLayer: Sendable {
  /// What stands before the names of its weights.
  public let prefix: String
  /// The number of the layer in its stack, from 0; nil where there is no stack, or nothing says it.
  public let index: Int?
  /// Whether this is the backward direction.
  public let isReversed: Bool
  /// What is wrong.
  public let error: ModelFileError
}
