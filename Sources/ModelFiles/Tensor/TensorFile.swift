/// A file of named tensors.
public protocol TensorFile: Sendable {
  /// The file, as the caller named it.
  var path: String { get }

  /// What the file holds, sorted by name.
  var tensors: [TensorInfo] { get }

  /// The other files that values are in; none where all are in this one.
  var otherFiles: [String] { get }

  /// The values of a tensor, widened to double precision; they may be NaN or infinite.
  ///
  /// - Throws: `ModelFileError` – `.missingTensor`; `.unsupportedElementType` for elements other
  ///   than F64, F32, F16 and BF16.
  func tensor(named name: String) throws(ModelFileError) -> Tensor
}

extension TensorFile {
  public var otherFiles: [String] { [] }

  /// What the file says of a tensor, or `nil` if it has none of this name.
  public func info(named name: String) -> TensorInfo? {
    let sorted = tensors
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle].name == name { return sorted[middle] }
      if sorted[middle].name < name { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  /// A weight: a tensor of finite numbers in the shape that other weights ask for.
  ///
  /// - Parameter reason: What asks for the shape.
  func weight(
    named name: String, shape: [Int?], because reason: String
  ) throws(ModelFileError) -> Tensor {
    let tensor = try tensor(named: name)
    try tensor.requireShape(shape, remedy: reason)
    try tensor.requireFinite()
    return tensor
  }

  /// The error for a name that no tensor has.
  func missing(_ name: String) -> ModelFileError {
    ModelFileError(
      .missingTensor, path: path, tensor: name,
      remedy: tensors.isEmpty
        ? "The file has no tensors." : "The file has \(tensors.map(\.name).listed).")
  }

  /// The error for a tensor of integers, or of anything else that cannot be a weight.
  func unreadable(_ info: TensorInfo) -> ModelFileError {
    ModelFileError(
      .unsupportedElementType, path: path, tensor: info.name, expected: "F64, F32, F16 or BF16",
      found: info.elementType.description,
      remedy:
        "Convert it before saving: in PyTorch with tensor.to(torch.float32), in Keras by a model"
        + " of dtype float32.")
  }
}
