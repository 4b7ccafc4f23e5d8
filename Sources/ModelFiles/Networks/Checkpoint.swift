import DenseLinearAlgebra

/// The weights of a network in a file, and the recurrent layers among them.
public struct Checkpoint: Sendable {
  /// The file.
  public let path: String
  /// The layers found, in the order of their names.
  public let layers: [RecurrentLayer]
  private let file: SafetensorsFile

  /// Reads the table of contents; weights are read when they are asked for.
  ///
  /// - Throws: `ModelFileError` if the file cannot be read or is not safetensors.
  public init(contentsOf path: String) throws(ModelFileError) {
    let format = try FileFormat.detect(path)
    guard format == .safetensors else {
      throw ModelFileError(
        .unknownFormat, path: path, expected: "weights in safetensors",
        found: format == .numPy ? "a NumPy array" : "text",
        remedy: "The model comes first, the inputs second.")
    }
    self.path = path
    file = try SafetensorsFile(contentsOf: path)
    let tensors = file.tensors
    layers = tensors.compactMap { RecurrentLayer(recurrentWeights: $0, among: tensors) }
  }

  /// Every tensor of the file.
  public var tensors: [TensorInfo] { file.tensors }

  /// The weights of a layer, checked; a bias that is missing is 0.
  func weights<Scalar: LinearAlgebraScalar>(
    of layer: RecurrentLayer, as type: Scalar.Type = Scalar.self
  ) throws(ModelFileError) -> LayerWeights<Scalar> {
    let rows = layer.kind.gateCount * layer.unitCount
    let reason =
      "\(layer.tensorName("weight_hh")) of shape \([rows, layer.hiddenCount]) asks for it."
    let recurrent = try tensor(
      "weight_hh", of: layer, shape: [rows, layer.hiddenCount], because: reason)
    let input = try tensor("weight_ih", of: layer, shape: [rows, nil], because: reason)
    func bias(_ name: String) throws(ModelFileError) -> [Double] {
      guard file.info(named: layer.tensorName(name)) != nil else {
        return Array(repeating: 0, count: rows)
      }
      return try tensor(name, of: layer, shape: [rows], because: reason).values
    }
    let projection =
      try layer.isProjected
      ? tensor(
        "weight_hr", of: layer, shape: [layer.hiddenCount, layer.unitCount], because: reason)
      : nil
    return LayerWeights(
      input: Matrix(input), recurrent: Matrix(recurrent), inputBias: try bias("bias_ih"),
      recurrentBias: try bias("bias_hh"), projection: projection.map { Matrix($0) })
  }

  private func tensor(
    _ weight: String, of layer: RecurrentLayer, shape: [Int?], because reason: String
  ) throws(ModelFileError) -> Tensor {
    let tensor = try file.tensor(named: layer.tensorName(weight))
    try tensor.requireShape(shape, remedy: reason)
    try tensor.requireFinite()
    return tensor
  }
}
