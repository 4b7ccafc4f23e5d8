import RecurrentJacobians

extension NetworkSource {
  /// The network run over its inputs.
  ///
  /// - Parameters:
  ///   - lower: The layer whose state is the variable, where it is not the chosen one.
  ///   - sequences: Those of the inputs, where they have been read.
  ///   - checkpoint: That of the model, where it has been read.
  ///   - isQuiet: Whether it is left open how the inputs were read and what was assumed: a run of which that is known.
  ///   - longest: The steps of the longest sequence that is run; those of this one if nil.
  func load<Scalar: LinearAlgebraScalar>(
    as type: Scalar.Type = Scalar.self, from lower: Int? = nil,
    of sequences: InputSequences? = nil, in checkpoint: Checkpoint? = nil,
    isQuiet: Bool = false, upTo longest: Int? = nil
  ) throws -> LoadedNetwork<Scalar> {
    let sequences = try sequences ?? self.sequences()
    let given: Matrix<Scalar> = try chosenSequence(of: sequences)
    let checkpoint = try checkpoint ?? Checkpoint(contentsOf: model)
    let layer = try chosenLayer(in: checkpoint)
    var notes =
      isQuiet
      ? [] : try notes(on: layer, in: checkpoint, over: longest ?? given.rowCount, of: sequences)
    for note in notes { StandardError.write("\(note)\n") }
    var network =
      switch layer.kind {
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
    if let weights: Matrix<Scalar> = try readoutWeights(for: layer, in: checkpoint) {
      network.readout = (weights, try network.sequence.read(by: weights))
      if !isQuiet {
        notes.append(try words(on: weights))
        StandardError.write("\(notes.last!)\n")
      }
    }
    network.sequenceName = sequence.flatMap(sequences.name)
    network.notes = notes
    return network
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
    let state = try initialState(for: cell) ?? checkpoint.scalars(of: layer)
    do {
      if let stack {
        sequence = try stack.run(over: sequence, from: below, in: checkpoint)
          .layers.last!.hiddenStates
      }
      if reverse { sequence = sequence.reversedRows() }
      return LoadedNetwork(
        checkpoint: checkpoint, layer: layer,
        trajectory: try cell.trajectory(over: sequence, from: state), acrossLayers: nil)
    } catch {
      throw UsageError("\(model) run over \(inputsName): \(error)")
    }
  }

  /// Requires inputs that `cell` reads.
  private func check<Cell: RecurrentCell>(
    _ given: Matrix<Cell.Scalar>, for cell: Cell, reading layer: RecurrentLayer
  ) throws {
    guard given.columnCount == cell.inputCount else {
      throw ModelFileError(
        .wrongShape, path: inputs, tensor: sequence.map { "sequence \($0)" },
        expected: "[steps, \(cell.inputCount)], as \(layer.inputWeightsName) has it",
        found: "[\(given.rowCount), \(given.columnCount)]",
        remedy: try remedy(for: given, of: cell.inputCount))
    }
  }

  private func remedy(for given: Matrix<some LinearAlgebraScalar>, of inputCount: Int) throws
    -> String
  {
    if given.rowCount == inputCount { return "It looks transposed: a row is a step." }
    return "A row is a step, a column an input."
      + (try FileFormat.detect(inputs) == .npz
        ? " Each array of an archive is taken for a sequence; --sequence NAME takes one alone."
        : "")
  }

  private func initialState<Cell: RecurrentCell>(for cell: Cell) throws -> [Cell.Scalar]? {
    guard let initialState else { return nil }
    let tensor = try NumPyFile(contentsOf: initialState).tensor()
    let (size, hidden) = (cell.layout.count, cell.layout.hidden.count)
    let hasEqualParts = cell.layout.cell?.count == hidden
    let shape = tensor.shape.filter { $0 != 1 }
    // Of one number no axis is left.
    guard tensor.values.count == size, shape.count <= 1 || (hasEqualParts && shape == [2, hidden])
    else {
      throw ModelFileError(
        .wrongShape, path: initialState,
        expected: "[\(size)]" + (hasEqualParts ? " or [2, \(hidden)]" : ""),
        found: "\(tensor.shape)",
        remedy: cell.layout.cell == nil ? "Give h." : "Give h followed by C.")
    }
    try tensor.requireFinite()
    return tensor.values.map { Cell.Scalar($0) }
  }
}

extension LayerStack {
  /// The given layers of a checkpoint run from the states in it.
  func run(
    over inputs: Matrix<Scalar>, from layers: [Checkpoint.Directions], in checkpoint: Checkpoint
  ) throws(NetworkError) -> StackRun<Cell> {
    try run(
      over: inputs, from: layers.map { checkpoint.scalars(of: $0.forward) },
      backwardFrom: layers.map { $0.backward.flatMap { checkpoint.scalars(of: $0) } })
  }
}

extension Checkpoint {
  /// State 0 that the file has a layer start from, in the precision of the run.
  fileprivate func scalars<Scalar: LinearAlgebraScalar>(of layer: RecurrentLayer) -> [Scalar]? {
    initialState(of: layer)?.map { Scalar($0) }
  }
}
