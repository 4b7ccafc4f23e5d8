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
        remedy: "Give the model first and the inputs second.")
    }
    self.path = path
    file = try SafetensorsFile(contentsOf: path)
    layers = file.tensors.compactMap(RecurrentLayer.init(recurrentWeights:))
  }

  /// Every tensor of the file.
  public var tensors: [TensorInfo] { file.tensors }

  /// The one layer that fits what is asked; nil leaves a property open.
  ///
  /// - Parameters:
  ///   - kind: The cell.
  ///   - index: The number of the layer in its stack; the lowest if nil.
  ///   - prefix: What stands before `weight_ih`.
  ///   - isReversed: The backward direction.
  /// - Throws: `ModelFileError` if there is none, or more than one prefix to choose from.
  public func layer(
    kind: RecurrentLayer.Kind? = nil, index: Int? = nil, prefix: String? = nil,
    isReversed: Bool = false
  ) throws(ModelFileError) -> RecurrentLayer {
    let candidates = layers.filter {
      (kind == nil || $0.kind == kind) && (index == nil || ($0.index ?? 0) == index)
        && (prefix == nil || $0.prefix == prefix) && $0.isReversed == isReversed
    }
    guard let first = candidates.min(by: { ($0.index ?? 0) < ($1.index ?? 0) }) else {
      let wanted = [
        kind.map(\.rawValue), index.map { "layer \($0)" }, prefix.map { "prefix \($0)" },
        isReversed ? "reverse direction" : nil,
      ].compactMap { $0 }.joined(separator: ", ")
      let found = layers.map { "\($0.kind.rawValue) \($0.tensorName("weight_hh"))" }
      throw ModelFileError(
        .missingTensor, path: path, tensor: "weight_hh",
        expected: "a recurrent layer" + (wanted.isEmpty ? "" : " (\(wanted))"),
        found: found.isEmpty
          ? "tensors " + tensors.prefix(8).map { "\($0.name) \($0.shape)" }.joined(separator: ", ")
          : found.joined(separator: ", "),
        remedy: "Names as in PyTorch are understood: weight_ih_l0, weight_hh_l0, bias_ih_l0,"
          + " bias_hh_l0 with any prefix, gates stacked in rows.")
    }
    let prefixes = Set(candidates.map(\.prefix)).sorted()
    guard prefixes.count == 1 else {
      throw ModelFileError(
        .missingTensor, path: path, expected: "one recurrent layer",
        found: "layers with the prefixes " + prefixes.map { "'\($0)'" }.joined(separator: ", "),
        remedy: "Choose one with --prefix.")
    }
    return first
  }

  /// The weights of a layer, checked: W_ih, W_hh and b_ih + b_hh; a bias that is missing is 0.
  func weights<Scalar: LinearAlgebraScalar>(
    of layer: RecurrentLayer, as type: Scalar.Type = Scalar.self
  ) throws(ModelFileError) -> (input: Matrix<Scalar>, recurrent: Matrix<Scalar>, bias: [Scalar]) {
    let rows = layer.kind.gateCount * layer.unitCount
    let shapes = "W_hh of shape \(layer.recurrentShape) asks for it."
    let recurrent = try tensor("weight_hh", of: layer, shape: [rows, layer.unitCount], because: shapes)
    let input = try tensor("weight_ih", of: layer, shape: [rows, nil], because: shapes)
    var bias = [Double](repeating: 0, count: rows)
    for name in ["bias_ih", "bias_hh"] where file.info(named: layer.tensorName(name)) != nil {
      let values = try tensor(name, of: layer, shape: [rows], because: shapes).values
      for i in 0..<rows { bias[i] += values[i] }
    }
    return (Matrix(input), Matrix(recurrent), bias.map { Scalar($0) })
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
