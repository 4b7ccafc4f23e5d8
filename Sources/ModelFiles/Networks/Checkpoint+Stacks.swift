public import DenseLinearAlgebra
public import RecurrentCells

extension Checkpoint {
  /// Both directions of one layer of a stack.
  public typealias Directions = (forward: RecurrentLayer, backward: RecurrentLayer?)

  /// The layers 0, 1, … below `layer` in its stack, which have its prefix and kind; none for the
  /// lowest, and nil where the file has not all of them.
  ///
  /// - Throws: `ModelFileError` – `.wrongShape` where one is there in a shape that fits no cell, or not
  ///   the layer above it, and `.missingTensor` where it lacks a weight: inputs cannot pass through it.
  public func layersBelow(_ layer: RecurrentLayer) throws(ModelFileError) -> [Directions]? {
    let count = layer.index ?? 0
    let found = Array(unbroken(from: 0, in: stack(around: layer)).prefix(count))
    try requireNothing(of: layer.prefix, beside: found, from: 0, to: count)
    guard found.count == count else { return nil }
    if let top = found.last, let inputCount = layer.inputCount {
      let count = (top.backward == nil ? 1 : 2) * top.forward.hiddenCount
      guard inputCount == count else {
        throw ModelFileError(
          .wrongShape, path: path, tensor: layer.inputWeightsName, expected: "\(count) inputs",
          found: "\(inputCount)",
          remedy: "They are the states of \(top.forward.recurrentWeightsName).")
      }
    }
    return found
  }

  /// Passes where the file has no part of a layer or direction that is not among those found.
  private func requireNothing(
    of prefix: String, beside found: [Directions], from first: Int, to end: Int
  ) throws(ModelFileError) {
    let refusal = refusal { index, itsPrefix, isReversed in
      guard itsPrefix == prefix, let index, (first..<end).contains(index) else { return false }
      guard index - first < found.count else { return true }
      return isReversed && found[index - first].backward == nil
    }
    if case .misshapen(let error) = refusal { throw error }
  }

  /// The layers and directions of the stack that `layer` is one of: those of its kind and prefix.
  public func stack(around layer: RecurrentLayer) -> [RecurrentLayer] {
    layers.filter { $0.kind == layer.kind && $0.prefix == layer.prefix }
  }

  /// Every layer of the stack whose lowest is `lowest`.
  ///
  /// - Throws: `ModelFileError` where one of them, or the next, lacks a weight or has one of a shape that
  ///   fits no cell.
  func stack(from lowest: RecurrentLayer) throws(ModelFileError) -> [Directions] {
    let first = lowest.index ?? 0
    let found = unbroken(from: first, in: stack(around: lowest))
    try requireNothing(
      of: lowest.prefix, beside: found, from: first, to: first + found.count + 1)
    return found
  }

  /// The layers of a stack from number `first` up to the first that is missing.
  private func unbroken(from first: Int, in stack: [RecurrentLayer]) -> [Directions] {
    let numbered = Dictionary(grouping: stack) { $0.index ?? 0 }
    var found: [Directions] = []
    while let layer = numbered[first + found.count],
      let forward = layer.first(where: { !$0.isReversed })
    {
      found.append((forward, layer.first(where: \.isReversed)))
    }
    return found
  }
}

extension LayerStack {
  /// The LSTM layers l0, l1, … of a file, with both directions of bidirectional ones.
  ///
  ///     let stack = try LayerStack<LSTM<Double>>(contentsOf: "model.safetensors")
  ///
  /// - Parameters:
  ///   - path: A file of weights.
  ///   - prefix: What tells the stack from others; may be nil if there is one only.
  /// - Throws: `ModelFileError` that names the file, the tensor, what was expected and found.
  public init<Number: LinearAlgebraScalar>(
    contentsOf path: String, prefix: String? = nil
  ) throws(ModelFileError) where Cell == LSTM<Number> {
    try self.init(contentsOf: path, kind: .lstm, prefix: prefix) {
      layer, file throws(ModelFileError) in try LSTM(layer, in: file)
    }
  }

  /// The GRU layers of a file, likewise.
  ///
  /// - Throws: `ModelFileError` that names the file, the tensor, what was expected and found.
  public init<Number: LinearAlgebraScalar>(
    contentsOf path: String, prefix: String? = nil
  ) throws(ModelFileError) where Cell == GRU<Number> {
    try self.init(contentsOf: path, kind: .gru, prefix: prefix) {
      layer, file throws(ModelFileError) in try GRU(layer, in: file)
    }
  }

  /// The RNN layers of a file, likewise.
  ///
  /// - Parameters:
  ///   - path: A file of weights.
  ///   - nonlinearity: That of the file if nil, and tanh, PyTorch's default, where it has none.
  ///   - prefix: What tells the stack from others; may be nil if there is one only.
  /// - Throws: `ModelFileError` that names the file, the tensor, what was expected and found.
  public init<Number: LinearAlgebraScalar>(
    contentsOf path: String, nonlinearity: Nonlinearity? = nil, prefix: String? = nil
  ) throws(ModelFileError) where Cell == RNN<Number> {
    try self.init(contentsOf: path, kind: .rnn, prefix: prefix) {
      layer, file throws(ModelFileError) in
      try RNN(layer, in: file, nonlinearity: nonlinearity)
    }
  }

  private init(
    contentsOf path: String, kind: RecurrentLayer.Kind, prefix: String?,
    make: (RecurrentLayer, Checkpoint) throws(ModelFileError) -> Cell
  ) throws(ModelFileError) {
    let checkpoint = try Checkpoint(contentsOf: path)
    let lowest = try checkpoint.layer(kind: kind, prefix: prefix)
    try self.init(checkpoint.stack(from: lowest), in: checkpoint) {
      layer throws(ModelFileError) in try make(layer, checkpoint)
    }
  }

  /// The given layers of a checkpoint, lowest first.
  ///
  /// - Parameters:
  ///   - layers: Both directions of each.
  ///   - checkpoint: The file.
  ///   - make: Reads one of them.
  /// - Throws: What `make` throws, and `ModelFileError` where the layers do not fit on each other.
  public init(
    _ layers: [Checkpoint.Directions], in checkpoint: Checkpoint,
    make: (RecurrentLayer) throws(ModelFileError) -> Cell
  ) throws(ModelFileError) {
    var cells: [Layer] = []
    for layer in layers {
      var backward: Cell?
      if let other = layer.backward { backward = try make(other) }
      cells.append(Layer(forward: try make(layer.forward), backward: backward))
    }
    do {
      try self.init(cells)
    } catch {
      throw ModelFileError(error, path: checkpoint.path)
    }
  }
}
