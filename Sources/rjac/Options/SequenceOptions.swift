import ArgumentParser

/// Which of several sequences is meant, and how long they are.
struct SequenceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "For inputs of shape [sequences, steps, inputs], the steps of each: a .npy file (default: all"
        + " steps; a .npz may hold them beside the inputs as lengths).", valueName: "file"),
    completion: .file())
  var lengths: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "One sequence of a batch: the name of its array, or its number from 0.", valueName: "name"))
  var sequence: String?
}
