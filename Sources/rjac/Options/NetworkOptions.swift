import ArgumentParser
import RecurrentJacobians

/// The network and the sequence that a command works on.
struct NetworkOptions: ParsableArguments {
  @Argument(help: "Weights: a safetensors file with PyTorch's names.", completion: .file())
  var model: String

  @Argument(
    help: "Inputs: a .npy or CSV file of shape [steps, inputs], a row a step.",
    completion: .file())
  var inputs: String

  @Option(help: "The kind of cell, where the file has several.")
  var cell: RecurrentLayer.Kind?

  @Option(
    help: ArgumentHelp(
      "The nonlinearity of an RNN, which the file does not say (default: tanh).",
      valueName: "name"))
  var nonlinearity: Nonlinearity?

  @Option(
    help: ArgumentHelp(
      "The number of the layer in its stack, from 0 (default: the lowest). Where the file has the"
        + " layers below, INPUTS are the inputs of the lowest.", valueName: "number"))
  var layer: Int?

  @Option(
    help: ArgumentHelp(
      "What stands before weight_ih in the names of the weights, where several do.",
      valueName: "name"))
  var prefix: String?

  @Flag(help: "The backward direction of a bidirectional layer; inputs are run last to first.")
  var reverse = false

  @Option(
    help: ArgumentHelp(
      "State 0 (default: zeros): a .npy file with h, for an LSTM followed by C.",
      valueName: "file"),
    completion: .file())
  var initialState: String?

  /// What the options name.
  var source: NetworkSource {
    NetworkSource(
      model: model, inputs: inputs, cell: cell, nonlinearity: nonlinearity, layer: layer,
      prefix: prefix, reverse: reverse, initialState: initialState)
  }
}
