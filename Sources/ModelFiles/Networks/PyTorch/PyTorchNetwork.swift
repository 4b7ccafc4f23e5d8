import DenseLinearAlgebra
import RecurrentCells

/// Weights by PyTorch's names, in any file of named tensors.
struct PyTorchNetwork<File: TensorFile>: NetworkFile {
  private let file: File
  private let byName: [String: TensorInfo]
  private let unread: [String: String]
  let layers: [RecurrentLayer]
  let strangers: [TensorInfo]
  private let faults: [(name: PyTorchLayerName, fault: Fault)]

  /// What keeps a layer from being one of ``layers``.
  private enum Fault {
    /// What would be W_hh has the shape of no cell.
    case misshapen(TensorInfo)
    /// Weights are there, and not W_hh.
    case incomplete
    case quantized
    /// W_hh is no dense tensor: what makes it.
    case unread(String)
  }

  /// - Parameters:
  ///   - nonlinearities: Those that the file names, by prefix.
  ///   - foreignClasses: Those of modules that are none of PyTorch's recurrent layers, by prefix.
  ///   - unread: What makes the tensors that are not read, by name.
  ///   - quantizedPrefixes: Those of layers with quantized weights, which are none of the tensors.
  init(
    _ file: File, nonlinearities: [String: Nonlinearity] = [:],
    foreignClasses: [String: String] = [:], unread: [String: String] = [:],
    quantizedPrefixes: [String] = []
  ) {
    self.file = file
    self.unread = unread
    let byName = Dictionary(file.tensors.map { ($0.name, $0) }) { first, _ in first }
    self.byName = byName
    let layers = file.tensors.compactMap {
      RecurrentLayer(
        recurrentWeights: $0, among: byName, nonlinearities: nonlinearities,
        foreignClasses: foreignClasses, unread: unread)
    }
    self.layers = layers
    let found = Set(layers.map(\.recurrentWeightsName))
    let misshapen = file.tensors.filter { !found.contains($0.name) }.compactMap { tensor in
      PyTorchLayerName(recurrentWeights: tensor.name).map { ($0, Fault.misshapen(tensor)) }
    }
    var known: Set<PyTorchLayerName> = []
    let named = file.tensors.map { ($0, PyTorchLayerName(weight: $0.name)) }
    strangers = named.filter { $1 == nil }.map(\.0)
    let incomplete = named.compactMap(\.1).filter {
      let recurrent = $0.tensorName("weight_hh")
      return byName[recurrent] == nil && unread[recurrent] == nil && known.insert($0).inserted
    }
    let opaque = unread.sorted { $0.key < $1.key }.compactMap { name, maker in
      PyTorchLayerName(recurrentWeights: name).map { ($0, Fault.unread(maker)) }
    }
    faults =
      misshapen + incomplete.map { ($0, .incomplete) } + opaque
      + quantizedPrefixes.map { (PyTorchLayerName(prefix: $0), .quantized) }
  }

  var tensors: [TensorInfo] { file.tensors }
  var otherFiles: [String] { file.otherFiles }

  /// The weights of a layer; where both biases are missing they are 0.
  func weights<Scalar: LinearAlgebraScalar>(
    of layer: RecurrentLayer, as type: Scalar.Type
  ) throws(ModelFileError) -> LayerWeights<Scalar> {
    let name = PyTorchLayerName(of: layer)
    let rows = layer.kind.gateCount * layer.unitCount
    let reason =
      "\(layer.recurrentWeightsName) of shape \([rows, layer.hiddenCount]) asks for it."
    func tensor(_ weight: String, _ shape: [Int?]) throws(ModelFileError) -> Tensor {
      guard byName[name.tensorName(weight)] != nil else { throw missing(weight, of: name) }
      return try file.weight(named: name.tensorName(weight), shape: shape, because: reason)
    }
    let biasWeights = ["bias_ih", "bias_hh"]
    for weight in biasWeights {
      if let error = renamed(weight, of: name) { throw error }
      let bias = name.tensorName(weight)
      if let maker = unread[bias] { throw notRead(bias, madeBy: maker) }
    }
    let biases = biasWeights.map(name.tensorName)
    let present = biases.filter { byName[$0] != nil }
    if present.count == 1, let missing = biases.first(where: { byName[$0] == nil }) {
      throw ModelFileError(
        .missingTensor, path: file.path, tensor: missing, expected: "both biases or none",
        found: "\(present[0]) alone",
        remedy: Shard(path: file.path)?.remedy
          ?? "Save zeros for the one that the cell does without.")
    }
    func bias(_ weight: String) throws(ModelFileError) -> [Double] {
      present.isEmpty ? Array(repeating: 0, count: rows) : try tensor(weight, [rows]).values
    }
    let recurrent = try tensor("weight_hh", [rows, layer.hiddenCount])
    let input = try tensor("weight_ih", [rows, nil])
    let projection =
      try layer.isProjected ? tensor("weight_hr", [layer.hiddenCount, layer.unitCount]) : nil
    return LayerWeights(
      input: Matrix(input), recurrent: Matrix(recurrent), inputBias: try bias("bias_ih"),
      recurrentBias: try bias("bias_hh"), projection: projection.map { Matrix($0) })
  }

  func tensor(named name: String) throws(ModelFileError) -> Tensor {
    try file.tensor(named: name)
  }

  var brokenLayers: [BrokenLayer] {
    faults.map { name, fault in
      BrokenLayer(
        prefix: name.prefix, index: name.index, isReversed: name.isReversed,
        error: error(fault, of: name))
    }
  }

  func refusal(where isMeant: (Int?, String, Bool) -> Bool) -> NetworkRefusal {
    let meant = faults.first { isMeant($0.name.index, $0.name.prefix, $0.name.isReversed) }
    if let meant { return .misshapen(error(meant.fault, of: meant.name)) }
    let remedy =
      tensors.isEmpty
      ? "Save the weights of the model before it is frozen or compiled: torch.save(model.state_dict(), 'model.pt')."
      : "Names as in PyTorch are understood: weight_ih_l0, weight_hh_l0, bias_ih_l0,"
        + " bias_hh_l0 with any prefix, gates stacked in rows."
    return .unknownNames(remedy: Shard(path: file.path)?.remedy ?? remedy)
  }

  private func error(_ fault: Fault, of layer: PyTorchLayerName) -> ModelFileError {
    switch fault {
    case .misshapen(let tensor):
      ModelFileError(
        .wrongShape, path: file.path, tensor: tensor.name,
        expected: "[4n, n] of an LSTM, [3n, n] of a GRU, [n, n] of an RNN, or [4n, p] of an LSTM"
          + " with a weight_hr of [p, n]",
        found: "\(tensor.shape)", remedy: "Gates are stacked in rows.")
    case .incomplete: missing("weight_hh", of: layer)
    case .unread(let maker): notRead(layer.tensorName("weight_hh"), madeBy: maker)
    case .quantized:
      ModelFileError(
        .unsupportedElementType, path: file.path, expected: "floating-point weights",
        found: "quantized ones of '\(layer.prefix)'",
        remedy: "Save the state dict from before quantization, such as by quantize_dynamic.")
    }
  }

  /// The error for a weight of a layer that has others.
  private func missing(_ weight: String, of layer: PyTorchLayerName) -> ModelFileError {
    let name = layer.tensorName(weight)
    if let error = renamed(weight, of: layer) { return error }
    if let maker = unread[name] { return notRead(name, madeBy: maker) }
    guard let shard = Shard(path: file.path) else { return file.missing(name) }
    return ModelFileError(.missingTensor, path: file.path, tensor: name, remedy: shard.remedy)
  }

  /// The error for a tensor that is sparse or quantized, say, or an array of NumPy.
  private func notRead(_ name: String, madeBy maker: String) -> ModelFileError {
    ModelFileError(
      .unsupportedElementType, path: file.path, tensor: name,
      expected: "a dense tensor of floating-point numbers", found: "what \(maker) makes",
      remedy: maker.contains("_meta_")
        ? "It has no values: save the model once it is loaded."
        : "Save tensor.to_dense(), tensor.dequantize() or torch.from_numpy(array), whichever it is."
    )
  }

  /// The error for a weight in whose place there is what a tool of PyTorch computes it from, with the way back; nil
  /// where there is none.
  private func renamed(_ weight: String, of layer: PyTorchLayerName) -> ModelFileError? {
    let name = layer.tensorName(weight)
    guard byName[name] == nil,
      let found = layer.renamings(of: weight).first(where: { byName[$0.name] != nil })
    else { return nil }
    return ModelFileError(
      .missingTensor, path: file.path, tensor: name, expected: "the weight as the layer uses it",
      found: found.name,
      remedy: "Save it after torch.nn.utils.\(found.undoing)"
        + "(layer, '\(name.dropFirst(layer.prefix.count))').")
  }
}
