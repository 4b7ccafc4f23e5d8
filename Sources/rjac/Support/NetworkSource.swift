import RecurrentJacobians

/// Where a network and its sequence come from.
struct NetworkSource {
  var model: String
  var inputs: String
  var cell: RecurrentLayer.Kind?
  /// What is said of the equations in place of what the file says.
  var conventions = RecurrentLayer.Conventions()
  var layer: Int?
  var prefix: String?
  var reverse = false
  var initialState: String?
  /// The lengths of the sequences of a batch.
  var lengths: String?
  /// The name of one sequence of a batch.
  var sequence: String?
  /// What is looked at in place of h: a tensor of the model, or a file.
  var readout: String?

  /// Every file that is read for a network of `checkpoint`.
  func files(of checkpoint: Checkpoint) -> [String] {
    [model, inputs, initialState, lengths, readoutFile(beside: checkpoint)].compactMap { $0 }
      + checkpoint.otherFiles
  }

  /// The inputs in a sentence.
  var inputsName: String { sequence.map { "\(inputs), sequence \($0)" } ?? inputs }

  /// The sequences of the inputs.
  func sequences() throws -> InputSequences {
    try InputSequences(contentsOf: inputs, lengths: lengths)
  }

  /// The layer that is meant.
  func chosenLayer(in checkpoint: Checkpoint) throws -> RecurrentLayer {
    let found = try checkpoint.layer(
      kind: cell, index: layer, prefix: prefix, isReversed: reverse)
    for convention in Convention.all where !convention.kinds.contains(found.kind) {
      guard let given = convention.value(conventions) else { continue }
      throw UsageError(
        "\(convention.option) \(given.name): only \(convention.owner) has one, and"
          + " \(found.recurrentWeightsName) of \(model) is the weight of \(found.kind.indefinite);"
          + " leave the option out")
    }
    return found
  }

  /// The one sequence that is meant.
  func chosenSequence<Scalar: LinearAlgebraScalar>(
    of sequences: InputSequences
  ) throws -> Matrix<Scalar> {
    let names = sequences.names
    guard let name = sequence ?? (names.count == 1 ? names[0] : nil) else {
      throw UsageError(
        "\(reading(of: sequences)). Choose one of \(names.listed) with --sequence, or"
          + " see all of them with 'rjac trace'")
    }
    return try sequences.sequence(named: name)
  }
}
