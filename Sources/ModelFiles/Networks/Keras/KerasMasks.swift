/// How masks of steps pass through the layers of a Keras model. A recurrent layer skips a step that is masked: its state
/// stays as it is.
///
/// - Source: `supports_masking` and `compute_mask` in `keras/src/layers`, version 3.15.
enum KerasMasks {
  /// Whether a layer of the model makes a mask of its own.
  static func areMade(by layer: JSONValue) -> Bool {
    switch layer["class_name"]?.string {
    case "Masking": true
    case "Embedding": layer["config"]?["mask_zero"]?.bool ?? false
    default: false
    }
  }

  /// How many of its inputs, from the first on, a layer of this class passes masks of; none where what reads the layer
  /// reads every step.
  static func inputCount(through className: String) -> Int {
    if merging.contains(className) { return .max }
    return passing.contains(className) ? 1 : 0
  }

  private static let merging: Set = [
    "Add", "Average", "Concatenate", "Maximum", "Minimum", "Multiply", "Subtract",
  ]

  private static let passing: Set = [
    "Activation", "ActivityRegularization", "AlphaDropout", "BatchNormalization", "Bidirectional",
    "Dense", "Dropout", "ELU", "GRU", "GaussianDropout", "GaussianNoise", "GroupNormalization",
    "Identity", "InputLayer", "LSTM", "Lambda", "LayerNormalization", "LeakyReLU", "Normalization",
    "PReLU", "RNN", "ReLU", "Rescaling", "SimpleRNN", "Softmax", "SpatialDropout1D",
    "TimeDistributed", "UnitNormalization",
  ]
}
