import ArgumentParser

/// What a layer above reads from h.
struct ReadoutOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Look at y_t = W·h_t in place of h_t: the name of a tensor W of the model, of shape [outputs, hidden] (Keras's"
        + " kernels the other way round), or a .npy file, such as the gradient of a loss with respect to h_t.",
      valueName: "tensor or file"))
  var readout: String?
}
