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

  @Option(
    help: ArgumentHelp(
      "For inputs of shape [sequences, steps, inputs], the steps of each: a .npy file.",
      valueName: "file"),
    completion: .file())
  var lengths: String?

  @Option(
    help: ArgumentHelp(
      "One sequence of a batch: the name of its array, or its number from 0.", valueName: "name"))
  var sequence: String?

  @OptionGroup var layer: LayerOptions

  /// What the options name.
  var source: NetworkSource {
    var source = layer.source(model: model, inputs: inputs)
    source.lengths = lengths
    source.sequence = sequence
    return source
  }
}
