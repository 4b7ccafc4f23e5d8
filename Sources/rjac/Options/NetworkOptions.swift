import ArgumentParser
import RecurrentJacobians

/// The network and the sequence that a command works on.
struct NetworkOptions: ParsableArguments {
  @Argument(help: "Weights: a safetensors, PyTorch, Keras, ONNX or .npz file.", completion: .file())
  var model: String

  @Argument(
    help: "Inputs: a .npy, .npz or CSV file of shape [steps, inputs], a row a step.",
    completion: .file())
  var inputs: String

  @OptionGroup var sequences: SequenceOptions

  @OptionGroup var layer: LayerOptions

  /// What the options name.
  var source: NetworkSource {
    layer.source(model: model, inputs: inputs, sequences: sequences)
  }

  /// The same, with what is looked at in place of h.
  func source(reading readout: ReadoutOption) -> NetworkSource {
    var source = source
    source.readout = readout.readout
    return source
  }
}
