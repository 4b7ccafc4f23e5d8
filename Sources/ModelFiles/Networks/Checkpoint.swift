import DenseLinearAlgebra
import RecurrentCells

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
    case .shardIndex: file = PyTorchNetwork(try ShardIndex(contentsOf: path))
    case .npz: file = PyTorchNetwork(try NPZFile(contentsOf: path))
    case .pyTorch:
      let checkpoint = try PyTorchFile(contentsOf: path)
      file = PyTorchNetwork(
        checkpoint, nonlinearities: checkpoint.nonlinearities,
        foreignClasses: checkpoint.foreignClasses, unread: checkpoint.unread,
        quantizedPrefixes: checkpoint.quantizedPrefixes)
    case .onnx: file = try Self.onnx(path)
    #if HDF5
      case .hdf5: file = try KerasNetwork(HDF5File(contentsOf: path))
      case .keras: file = try KerasNetwork(archive: path)
    #else
      case .hdf5, .keras:
        throw ModelFileError(
          .unknownFormat, path: path, found: format.words + ", for which HDF5 is needed",
          remedy: "This build is without it: apt-get install libhdf5-dev, then make build or"
            + " swift build -c release --traits default,HDF5.")
    #endif
    case .numPy, .csv:
      throw ModelFileError(
        .unknownFormat, path: path, expected: "weights in safetensors, PyTorch, Keras, ONNX or npz",
        found: format.words,
        remedy: "The model comes first, the inputs second. Weights need names (numpy.savez).")
    }
  }

  private static func onnx(_ path: String) throws(ModelFileError) -> any NetworkFile {
    #if ONNX
      try ONNXNetwork(contentsOf: path)
    #else
      throw ModelFileError(
        .unknownFormat, path: path, expected: "weights in another format",
        found: "what looks like an ONNX model",
        remedy: "This build leaves ONNX out: build it with the trait, swift build --traits ONNX.")
    #endif
  }

  /// The layers found, in the order of their names or, where a Keras model describes its layers, of the
  /// description.
  public var layers: [RecurrentLayer] { file.layers }

  /// Every tensor of the file.
  public var tensors: [TensorInfo] { file.tensors }

  /// The values of a tensor, widened to double precision; they may be NaN or infinite.
  ///
  /// - Throws: `ModelFileError` – `.missingTensor`; `.unsupportedElementType` for other elements than floating-point
  ///   numbers.
  public func tensor(named name: String) throws(ModelFileError) -> Tensor {
    try file.tensor(named: name)
  }

  /// The other files that weights are in: those that an index names, or external data of an ONNX model.
  public var otherFiles: [String] { file.otherFiles }

  /// What there is besides of layers that are none of ``layers``, with what is wrong.
  public var brokenLayers: [BrokenLayer] { file.brokenLayers }

  /// The tensors that by their names are no weights of PyTorch's layers, where names tell.
  var strangers: [TensorInfo] { file.strangers }

  /// State 0 that the file has a layer start from: a constant of an ONNX model, of length n or, of an LSTM,
  /// 2n, h before C. Nil where that is zero, or the file does not have it.
  ///
  ///     let start = checkpoint.initialState(of: layer)
  ///     let run = try GRU<Double>(layer, in: checkpoint).trajectory(over: inputs, from: start)
  public func initialState(of layer: RecurrentLayer) -> [Double]? {
    file.initialState(of: layer)
  }

  /// The weights of a layer, checked.
  func weights<Scalar: LinearAlgebraScalar>(
    of layer: RecurrentLayer, as type: Scalar.Type = Scalar.self
  ) throws(ModelFileError) -> LayerWeights<Scalar> {
    if let unsupported = layer.conventions.unsupported {
      throw ModelFileError(
        .unsupportedLayer, path: path, tensor: layer.recurrentWeightsName, found: unsupported,
        remedy: "LSTM and GRU have tanh, and gates with sigmoid or hard_sigmoid; an RNN has "
          + Nonlinearity.allCases.map(\.rawValue).joined(separator: ", ")
          + "; none of them cuts sums off or couples gates. In Swift any step can be written as a StepFunction."
      )
    }
    return try file.weights(of: layer, as: type)
  }

  /// Why there is no layer where one was looked for.
  func refusal(where isMeant: (Int?, String, Bool) -> Bool) -> NetworkRefusal {
    file.refusal(where: isMeant)
  }
}
