import ArgumentParser
import RecurrentJacobians

/// Which layer of a file is meant, and what the file does not say of it.
struct LayerOptions: ParsableArguments {
  @Option(help: "The kind of cell, where the file has several.")
  var cell: RecurrentLayer.Kind?

  @Option(
    help: ArgumentHelp(
      "The nonlinearity of an RNN (default: what the file says, else tanh).", valueName: "name"))
  var nonlinearity: Nonlinearity?

  @Option(
    help: ArgumentHelp(
      "Where the reset gate of a GRU acts, before or after the product with W_hn (default: what the"
        + " file says, else afterProduct, as in PyTorch).", valueName: "place"))
  var reset: ResetPlacement?

  @Option(
    help: ArgumentHelp(
      "What squeezes the gates (default: what the file says, else sigmoid).", valueName: "name"))
  var gateActivation: GateActivation?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The number of the layer in its stack, from 0 (default: the lowest). Where the file has the"
        + " layers below, INPUTS are the inputs of the lowest.", valueName: "number"))
  var layer: Int?

  @Option(
    help: ArgumentHelp(
      "What stands before weight_ih in the names of the weights, or the name of the layer in Keras,"
        + " where there are several.",
      valueName: "name"))
  var prefix: String?

  @Flag(
    help: ArgumentHelp(
      "The backward direction of a bidirectional layer; inputs are run last to first, and step 1 is the last row of"
        + " INPUTS."))
  var reverse = false

  @Option(
    help: ArgumentHelp(
      "State 0 of the layer (default: the constant that an ONNX model has, else zeros): a .npy file with h,"
        + " for an LSTM followed by C.",
      valueName: "file"),
    completion: .file())
  var initialState: String?

  /// What the options say of the equations.
  var conventions: RecurrentLayer.Conventions {
    .init(nonlinearity: nonlinearity, reset: reset, gateActivation: gateActivation)
  }

  /// Whether none of the options is given.
  var isEmpty: Bool {
    cell == nil && conventions == .init() && layer == nil && prefix == nil && !reverse
      && initialState == nil
  }

  /// The layer of `model`, run over `inputs`.
  func source(model: String, inputs: String, sequences: SequenceOptions) -> NetworkSource {
    NetworkSource(
      model: model, inputs: inputs, cell: cell, conventions: conventions, layer: layer,
      prefix: prefix, reverse: reverse, initialState: initialState,
      lengths: sequences.lengths, sequence: sequences.sequence)
  }
}
