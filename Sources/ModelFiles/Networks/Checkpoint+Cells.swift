public import RecurrentCells

extension LSTM {
  /// The LSTM in a file of weights named as in PyTorch, with its projection if it has one.
  ///
  ///     let lstm = try LSTM<Double>(contentsOf: "model.safetensors")
  ///
  /// - Parameters:
  ///   - path: A safetensors file.
  ///   - layer: The number of the layer in its stack; the lowest if nil.
  ///   - prefix: What stands before `weight_ih` in the names; may be nil if there is one only.
  ///   - isReversed: The backward direction of a bidirectional layer.
  /// - Throws: `ModelFileError` that names the file, the tensor, what was expected and found.
  public init(
    contentsOf path: String, layer: Int? = nil, prefix: String? = nil, isReversed: Bool = false
  ) throws(ModelFileError) {
    let checkpoint = try Checkpoint(contentsOf: path)
    try self.init(
      checkpoint.layer(kind: .lstm, index: layer, prefix: prefix, isReversed: isReversed),
      in: checkpoint)
  }

  /// The LSTM of one layer of a checkpoint.
  public init(_ layer: RecurrentLayer, in checkpoint: Checkpoint) throws(ModelFileError) {
    let weights = try checkpoint.weights(of: layer, as: Scalar.self)
    do {
      try self.init(
        inputWeights: weights.input, recurrentWeights: weights.recurrent, bias: weights.bias,
        projection: weights.projection)
    } catch {
      throw ModelFileError(error, path: checkpoint.path)
    }
  }
}

extension RNN {
  /// The vanilla RNN in a file of weights named as in PyTorch.
  ///
  /// - Parameters:
  ///   - path: A safetensors file.
  ///   - nonlinearity: The file does not say it; PyTorch's default is tanh.
  ///   - layer: The number of the layer in its stack; the lowest if nil.
  ///   - prefix: What stands before `weight_ih` in the names; may be nil if there is one only.
  ///   - isReversed: The backward direction of a bidirectional layer.
  /// - Throws: `ModelFileError` that names the file, the tensor, what was expected and found.
  public init(
    contentsOf path: String, nonlinearity: Nonlinearity = .tanh, layer: Int? = nil,
    prefix: String? = nil, isReversed: Bool = false
  ) throws(ModelFileError) {
    let checkpoint = try Checkpoint(contentsOf: path)
    try self.init(
      checkpoint.layer(kind: .rnn, index: layer, prefix: prefix, isReversed: isReversed),
      in: checkpoint, nonlinearity: nonlinearity)
  }

  /// The RNN of one layer of a checkpoint.
  public init(
    _ layer: RecurrentLayer, in checkpoint: Checkpoint, nonlinearity: Nonlinearity
  ) throws(ModelFileError) {
    let weights = try checkpoint.weights(of: layer, as: Scalar.self)
    do {
      try self.init(
        inputWeights: weights.input, recurrentWeights: weights.recurrent, bias: weights.bias,
        nonlinearity: nonlinearity)
    } catch {
      throw ModelFileError(error, path: checkpoint.path)
    }
  }
}

extension GRU {
  /// The GRU in a file of weights named as in PyTorch.
  ///
  /// - Parameters:
  ///   - path: A safetensors file.
  ///   - reset: Where the reset gate acts; in PyTorch after the product.
  ///   - gateActivation: The activation of the gates; in PyTorch the sigmoid.
  ///   - layer: The number of the layer in its stack; the lowest if nil.
  ///   - prefix: What stands before `weight_ih` in the names; may be nil if there is one only.
  ///   - isReversed: The backward direction of a bidirectional layer.
  /// - Throws: `ModelFileError` that names the file, the tensor, what was expected and found.
  public init(
    contentsOf path: String, reset: ResetPlacement = .afterProduct,
    gateActivation: GateActivation = .sigmoid, layer: Int? = nil, prefix: String? = nil,
    isReversed: Bool = false
  ) throws(ModelFileError) {
    let checkpoint = try Checkpoint(contentsOf: path)
    try self.init(
      checkpoint.layer(kind: .gru, index: layer, prefix: prefix, isReversed: isReversed),
      in: checkpoint, reset: reset, gateActivation: gateActivation)
  }

  /// The GRU of one layer of a checkpoint.
  public init(
    _ layer: RecurrentLayer, in checkpoint: Checkpoint, reset: ResetPlacement = .afterProduct,
    gateActivation: GateActivation = .sigmoid
  ) throws(ModelFileError) {
    let weights = try checkpoint.weights(of: layer, as: Scalar.self)
    do {
      try self.init(
        inputWeights: weights.input, recurrentWeights: weights.recurrent,
        inputBias: weights.inputBias.map { Scalar($0) },
        recurrentBias: weights.recurrentBias.map { Scalar($0) }, reset: reset,
        gateActivation: gateActivation)
    } catch {
      throw ModelFileError(error, path: checkpoint.path)
    }
  }
}

extension ModelFileError {
  /// A mistake in the weights that shows only when they come together, such as Float overflow.
  init(_ error: NetworkError, path: String) {
    switch error.code {
    case .wrongShape(let expected, let found):
      self.init(
        .wrongShape, path: path, tensor: error.subject, expected: "\(expected)", found: "\(found)")
    case .nonFinite, .nonFiniteState, .emptySequence:
      self.init(
        .nonFiniteValue, path: path, tensor: error.subject, found: error.description,
        remedy: "In single precision values beyond 3.4e38 are infinite: try double.")
    }
  }
}
