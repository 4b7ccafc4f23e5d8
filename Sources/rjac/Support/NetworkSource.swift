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

  /// Every file that is read.
  var files: [String] { [model, inputs, initialState, lengths].compactMap { $0 } }

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

  /// The network run over its inputs.
  ///
  /// - Parameters:
  ///   - lower: The layer whose state is the variable, where it is not the chosen one.
  ///   - sequences: Those of the inputs, where they have been read.
  ///   - checkpoint: That of the model, where it has been read.
  func load<Scalar: LinearAlgebraScalar>(
    as type: Scalar.Type = Scalar.self, from lower: Int? = nil,
    of sequences: InputSequences? = nil, in checkpoint: Checkpoint? = nil
  ) throws -> LoadedNetwork<Scalar> {
    let sequences = try sequences ?? self.sequences()
    let given: Matrix<Scalar> = try chosenSequence(of: sequences)
    let isFirst = checkpoint == nil
    if isFirst, sequences.names.count > 1 {
      StandardError.write("\(reading(of: sequences))\n")
    }
    let checkpoint = try checkpoint ?? Checkpoint(contentsOf: model)
    let layer = try chosenLayer(in: checkpoint)
    if isFirst {
      for note in try notes(on: layer, in: checkpoint) { StandardError.write("\(note)\n") }
    }
    return switch layer.kind {
    case .lstm:
      try run(layer, of: checkpoint, over: given, from: lower) { layer throws(ModelFileError) in
        try LSTM<Scalar>(layer, in: checkpoint, gateActivation: conventions.gateActivation)
      }
    case .gru:
      try run(layer, of: checkpoint, over: given, from: lower) { layer throws(ModelFileError) in
        try GRU<Scalar>(
          layer, in: checkpoint, reset: conventions.reset,
          gateActivation: conventions.gateActivation)
      }
    case .rnn:
      try run(layer, of: checkpoint, over: given, from: lower) { layer throws(ModelFileError) in
        try RNN<Scalar>(layer, in: checkpoint, nonlinearity: conventions.nonlinearity)
      }
    }
  }

  /// The layer run over its true inputs: where the file has the layers below, the inputs of the
  /// lowest are given, and pass through these.
  private func run<Cell: RecurrentCell>(
    _ layer: RecurrentLayer, of checkpoint: Checkpoint, over given: Matrix<Cell.Scalar>,
    from lower: Int?, make: (RecurrentLayer) throws(ModelFileError) -> Cell
  ) throws -> LoadedNetwork<Cell.Scalar> {
    let below = try checkpoint.layersBelow(layer) ?? []
    let cell = try make(layer)
    let stack = try below.isEmpty ? nil : LayerStack(below, in: checkpoint, make: make)
    var sequence = given
    try check(
      sequence, for: stack?.layers[0].forward ?? cell, reading: below.first?.forward ?? layer)
    if let lower {
      return try run(layer, on: below, of: checkpoint, over: sequence, from: lower, make: make)
    }
    let state: [Cell.Scalar]? = try initialState(for: cell)
    do {
      if let stack { sequence = try stack.run(over: sequence).layers.last!.hiddenStates }
      if reverse { sequence = sequence.reversedRows() }
      return LoadedNetwork(
        checkpoint: checkpoint, layer: layer,
        trajectory: try cell.trajectory(over: sequence, from: state), acrossLayers: nil)
    } catch {
      throw UsageError("\(model) run over \(inputsName): \(error)")
    }
  }

  /// The layer together with those below it, as a joint state.
  private func run<Cell: RecurrentCell>(
    _ layer: RecurrentLayer, on below: [Checkpoint.Directions], of checkpoint: Checkpoint,
    over sequence: Matrix<Cell.Scalar>, from lower: Int,
    make: (RecurrentLayer) throws(ModelFileError) -> Cell
  ) throws -> LoadedNetwork<Cell.Scalar> {
    guard below.indices.contains(lower) else {
      throw UsageError(
        "--from-layer \(lower): \(remedy(where: layer, of: checkpoint, has: below.count))")
    }
    guard !reverse, below.allSatisfy({ $0.backward == nil }) else {
      throw UsageError(
        "--from-layer \(lower): a bidirectional stack has no joint state at a step; leave the option"
          + " out to trace a single layer")
    }
    guard initialState == nil else {
      throw UsageError("--from-layer \(lower): --initial-state is that of a single layer")
    }
    let stack = try LayerStack(
      below[lower...] + [(forward: layer, backward: nil)], in: checkpoint, make: make)
    do {
      var given = sequence
      if lower > 0 {
        given = try LayerStack(Array(below[..<lower]), in: checkpoint, make: make)
          .run(over: sequence).layers.last!.hiddenStates
      }
      let run = try stack.run(over: given)
      return LoadedNetwork(
        checkpoint: checkpoint, layer: layer, trajectory: run.layers.last!.forward,
        acrossLayers: try run.jacobians(from: 0, to: run.layers.count - 1))
    } catch let error as ModelFileError {
      throw error
    } catch {
      throw UsageError("\(model) run over \(inputsName): \(error)")
    }
  }

  /// What to do where a layer below `layer` is asked for that is not among the `count` there are.
  private func remedy(
    where layer: RecurrentLayer, of checkpoint: Checkpoint, has count: Int
  ) -> String {
    let name = layer.recurrentWeightsName
    guard count == 0 else {
      return "below \(name) \(model) has \(count == 1 ? "layer 0" : "layers 0 to \(count - 1)");"
        + " choose such a one, or a higher layer with --layer"
    }
    let above = checkpoint.stack(around: layer).contains { ($0.index ?? 0) > (layer.index ?? 0) }
    return above
      ? "\(name) is the lowest layer of \(model); choose the one whose later state is looked at with"
        + " --layer, such as --layer \((layer.index ?? 0) + 1)"
      : "\(model) has no layer below \(name) and none above it; leave the option out"
  }

  /// What neither the options nor the file say, and what was taken.
  private func notes(on layer: RecurrentLayer, in checkpoint: Checkpoint) throws -> [String] {
    let choice = choice(of: layer, in: checkpoint).map { "\(model): \($0)" }
    let assumptions = layer.assumptions(in: checkpoint.format, given: conventions).map {
      "\(model): \($0.words) assumed, the file does not say (\($0.option))"
    }
    let start = layer.conventions.startsFrom.map {
      "\(model) has \(layer.recurrentWeightsName) start from \($0); state 0 is zero here,"
        + " --initial-state says else"
    }
    return [choice].compactMap { $0 } + (try notesBelow(layer, in: checkpoint)) + assumptions
      + [initialState == nil ? start : nil].compactMap { $0 }
  }

  /// What lies between the inputs and the layer and is not computed, and what is taken where the file has
  /// nothing.
  private func notesBelow(
    _ layer: RecurrentLayer, in checkpoint: Checkpoint
  ) throws -> [String] {
    let found = try checkpoint.layersBelow(layer)
    let below = found ?? []
    let lowest = below.first?.forward ?? layer
    let reads =
      found == nil ? "layers that the file lacks or has of another kind" : lowest.reads
    let biasless = (below.map(\.forward) + [layer]).first(where: \.lacksBiases)
    return [
      reads.map {
        "\(lowest.recurrentWeightsName) reads \($0); INPUTS are taken for what comes from there"
      },
      biasless.map {
        "no biases beside \($0.recurrentWeightsName): 0 taken"
          + (isPart ? "; this is one of several files, see whether another has them" : "")
      },
    ].compactMap { $0.map { "\(model): \($0)" } }
      + below.compactMap { lower in
        lower.forward.conventions.startsFrom.map {
          "\(model) has \(lower.forward.recurrentWeightsName) start from \($0), here from zeros"
        }
      }
  }

  /// Whether the model is one of the files that large checkpoints are cut into.
  private var isPart: Bool { model.contains(#/-[0-9]{5}-of-[0-9]{5}\./#) }

  /// Which of several layers and directions `found` is; nil where there is one, or the options say.
  private func choice(of found: RecurrentLayer, in checkpoint: Checkpoint) -> String? {
    guard layer == nil else { return nil }
    let count = Set(checkpoint.stack(around: found).map(\.index)).count
    let isOpen = !reverse && checkpoint.isBidirectional(found)
    let parts = [
      count > 1 ? ("layer \(found.index ?? 0) of \(count)", "--layer") : nil,
      isOpen ? ("forward", "--reverse") : nil,
    ].compactMap { $0 }
    guard !parts.isEmpty else { return nil }
    let options = parts.map(\.1).joined(separator: ", ")
    return parts.map(\.0).joined(separator: ", ")
      + " (\(options) \(parts.count == 1 ? "chooses" : "choose"))"
  }

  /// How the inputs were read, with what to do where that may not be how they were meant.
  private func reading(of sequences: InputSequences) -> String {
    "\(inputs): \(sequences.words)"
      + (sequences.mayHaveStepsFirst
        ? "; if the array is of shape [steps, batch, inputs], PyTorch's default, swap its axes:"
          + " numpy.swapaxes(x, 0, 1)" : "")
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
