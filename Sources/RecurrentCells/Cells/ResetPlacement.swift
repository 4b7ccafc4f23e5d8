/// Where the reset gate of a GRU acts.
///
/// Keras calls it `reset_after`, ONNX `linear_before_reset`.
public enum ResetPlacement: String, CaseIterable, Sendable, Codable {
  /// n = tanh(W_in x + b_in + r⊙(W_hn h + b_hn)): PyTorch, cuDNN, Keras since TensorFlow 2.
  case afterProduct
  /// n = tanh(W_in x + W_hn (r⊙h) + b): the original, and Keras's `reset_after=False`.
  case beforeProduct
}
