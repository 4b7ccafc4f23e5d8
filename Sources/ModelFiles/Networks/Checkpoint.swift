import DenseLinearAlgebra

/// The weights of a network in a file, and the recurrent layers among them.
public struct Checkpoint: Sendable {
  /// The file.
  public let path: String
  /// What kind of file it is.
  public let format: FileFormat
  private let file: any NetworkFile

  /// Reads the table of contents; weights are read when they are asked for.
  ///
  /// - Throws: `ModelFileError` if the file cannot be read or holds no weights.
  public init(contentsOf path: String) throws(ModelFileError) {
    self.path = path
    format = try FileFormat.detect(path)
    switch format {
    case .safetensors: file = PyTorchNetwork(try SafetensorsFile(contentsOf: path))
    case .npz: file = PyTorchNetwork(try NPZFile(contentsOf: path))
    case .pyTorch:
      let checkpoint = try PyTorchFile(contentsOf: path)
      file = PyTorchNetwork(checkpoint, nonlinearities: checkpoint.nonlinearities)
    case .numPy, .csv:
      throw ModelFileError(
        .unknownFormat, path: path, expected: "weights in safetensors, PyTorch or npz",
        found: format.words,
        remedy: "The model comes first, the inputs second.")
    }
  }

  /// The layers found, in the order of their names.
  public var layers: [RecurrentLayer] { file.layers }

  /// Every tensor of the file.
  public var tensors: [TensorInfo] { file.tensors }

  /// The weights of a layer, checked.
  func weights<Scalar: LinearAlgebraScalar>(
    of layer: RecurrentLayer, as type: Scalar.Type = Scalar.self
  ) throws(ModelFileError) -> LayerWeights<Scalar> {
    try file.weights(of: layer, as: type)
  }

  /// Why there is no layer where one was looked for.
  func refusal(where isMeant: (Int?, String, Bool) -> Bool) -> NetworkRefusal {
    file.refusal(where: isMeant)
  }
}
