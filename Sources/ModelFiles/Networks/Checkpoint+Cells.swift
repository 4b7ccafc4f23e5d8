import DenseLinearAlgebra
public import RecurrentCells

extension LSTM {
  /// The LSTM in a file of weights, with its projection if it has one.
  ///
  ///     let lstm = try LSTM<Double>(contentsOf: "model.safetensors")
  ///
  /// - Parameters:
  ///   - path: A file of weights.
  ///   - gateActivation: The activation of the gates; that of the file if nil, and the sigmoid where
  ///     it says nothing.
  ///   - layer: The number of the layer in its stack; the lowest if nil.
  ///   - prefix: What tells the layer from others; may be nil if there is one only.
  ///   - isReversed: The backward direction of a bidirectional layer.
  /// - Throws: `ModelFileError` that names the file, the tensor, what was expected and found.
  public init(
    contentsOf path: String, gateActivation: GateActivation? = nil, layer: Int? = nil,
    prefix: String? = nil, isReversed: Bool = false
  ) throws(ModelFileError) {
    let checkpoint = try Checkpoint(contentsOf: path)
    try self.init(
      checkpoint.layer(kind: .lstm, index: layer, prefix: prefix, isReversed: isReversed),
      in: checkpoint, gateActivation: gateActivation)
  }

  /// The LSTM of one layer of a checkpoint.
  ///
  /// - Parameters:
  ///   - layer: One of the layers of `checkpoint`.
  ///   - checkpoint: The file.
  ///   - gateActivation: The activation of the gates; that of the file if nil, and the sigmoid where it says nothing.
  /// - Throws: `ModelFileError` that names the file, the tensor, what was expected and found; `.missingLayer` where the
  ///   layer is of another kind.
  public init(
    _ layer: RecurrentLayer, in checkpoint: Checkpoint, gateActivation: GateActivation? = nil
  ) throws(ModelFileError) {
    let weights = try checkpoint.weights(of: layer, ofKind: .lstm, as: Scalar.self)
    do {
      try self.init(
        inputWeights: weights.input, recurrentWeights: weights.recurrent, bias: weights.bias,
        peepholes: weights.peepholes, projection: weights.projection,
        gateActivation: gateActivation ?? layer.conventions.gateActivation ?? .sigmoid)
    } catch {
      throw ModelFileError(error, path: checkpoint.path)
    }
  }
}

extension RNN {
  /// The vanilla RNN in a file of weights.
  ///
  /// - Parameters:
  ///   - path: A file of weights.
  ///   - nonlinearity: That of the file if nil, and tanh, PyTorch's default, where it has none.
  ///   - layer: The number of the layer in its stack; the lowest if nil.
  ///   - prefix: What tells the layer from others; may be nil if there is one only.
  ///   - isReversed: The backward direction of a bidirectional layer.
  /// - Throws: `ModelFileError` that names the file, the tensor, what was expected and found.
  public init(
    contentsOf path: String, nonlinearity: Nonlinearity? = nil, layer: Int? = nil,
    prefix: String? = nil, isReversed: Bool = false
  ) throws(ModelFileError) {
    let checkpoint = try Checkpoint(contentsOf: path)
    try self.init(
      checkpoint.layer(kind: .rnn, index: layer, prefix: prefix, isReversed: isReversed),
      in: checkpoint, nonlinearity: nonlinearity)
  }

  /// The RNN of one layer of a checkpoint.
  ///
  /// - Parameters:
  ///   - layer: One of the layers of `checkpoint`.
  ///   - checkpoint: The file.
  ///   - nonlinearity: That of the file if nil, and tanh, PyTorch's default, where it has none.
  /// - Throws: `ModelFileError` that names the file, the tensor, what was expected and found; `.missingLayer` where the
  ///   layer is of another kind.
  public init(
    _ layer: RecurrentLayer, in checkpoint: Checkpoint, nonlinearity: Nonlinearity? = nil
  ) throws(ModelFileError) {
    let weights = try checkpoint.weights(of: layer, ofKind: .rnn, as: Scalar.self)
    do {
      try self.init(
        inputWeights: weights.input, recurrentWeights: weights.recurrent, bias: weights.bias,
        nonlinearity: nonlinearity ?? layer.conventions.nonlinearity ?? .tanh)
    } catch {
      throw ModelFileError(error, path: checkpoint.path)
    }
  }
}

extension GRU {
  /// The GRU in a file of weights.
  ///
  /// - Parameters:
  ///   - path: A file of weights.
  ///   - reset: Where the reset gate acts; as the file says if nil, and after the product, as in
  ///     PyTorch, where it says nothing.
  ///   - gateActivation: The activation of the gates; that of the file if nil, and the sigmoid where
  ///     it says nothing.
  ///   - layer: The number of the layer in its stack; the lowest if nil.
  ///   - prefix: What tells the layer from others; may be nil if there is one only.
  ///   - isReversed: The backward direction of a bidirectional layer.
  /// - Throws: `ModelFileError` that names the file, the tensor, what was expected and found.
  public init(
    contentsOf path: String, reset: ResetPlacement? = nil, gateActivation: GateActivation? = nil,
    layer: Int? = nil, prefix: String? = nil, isReversed: Bool = false
  ) throws(ModelFileError) {
    let checkpoint = try Checkpoint(contentsOf: path)
    try self.init(
      checkpoint.layer(kind: .gru, index: layer, prefix: prefix, isReversed: isReversed),
      in: checkpoint, reset: reset, gateActivation: gateActivation)
  }

  /// The GRU of one layer of a checkpoint.
  ///
  /// - Parameters:
  ///   - layer: One of the layers of `checkpoint`.
  ///   - checkpoint: The file.
  ///   - reset: Where the reset gate acts; as the file says if nil, and after the product where it says nothing.
  ///   - gateActivation: The activation of the gates; that of the file if nil, and the sigmoid where it says nothing.
  /// - Throws: `ModelFileError` that names the file, the tensor, what was expected and found; `.missingLayer` where the
  ///   layer is of another kind.
  public init(
    _ layer: RecurrentLayer, in checkpoint: Checkpoint, reset: ResetPlacement? = nil,
    gateActivation: GateActivation? = nil
  ) throws(ModelFileError) {
    let weights = try checkpoint.weights(of: layer, ofKind: .gru, as: Scalar.self)
    do {
      try self.init(
        inputWeights: weights.input, recurrentWeights: weights.recurrent,
        inputBias: weights.inputBias.map { Scalar($0) },
        recurrentBias: weights.recurrentBias.map { Scalar($0) },
        reset: reset ?? layer.conventions.reset ?? .afterProduct,
        gateActivation: gateActivation ?? layer.conventions.gateActivation ?? .sigmoid)
    } catch {
      throw ModelFileError(error, path: checkpoint.path)
    }
  }
}

extension Checkpoint {
  /// The weights of a layer, which is to be of this kind.
  fileprivate func weights<Scalar: LinearAlgebraScalar>(
    of layer: RecurrentLayer, ofKind kind: RecurrentLayer.Kind, as type: Scalar.Type
  ) throws(ModelFileError) -> LayerWeights<Scalar> {
    guard layer.kind == kind else {
      throw ModelFileError(
        .missingLayer, path: path, expected: kind.indefinite,
        found: "\(layer.recurrentWeightsName) of \(layer.kind.indefinite)",
        remedy: "Read it as \(layer.kind.indefinite), or ask for a layer of kind .\(kind.rawValue)."
      )
    }
    return try weights(of: layer, as: type)
  }
}
