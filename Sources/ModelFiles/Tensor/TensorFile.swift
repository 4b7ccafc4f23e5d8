/// A file of named tensors.
public protocol TensorFile: Sendable {
  /// The file, as the caller named it.
  var path: String { get }

  /// What the file holds, sorted by name.
  var tensors: [TensorInfo] { get }

  /// What the file says of a tensor, or `nil` if it has none of this name.
  func info(named name: String) -> TensorInfo?

  /// The values of a tensor, widened to double precision; they may be NaN or infinite.
  ///
  /// - Throws: `ModelFileError` – `.missingTensor`; `.unsupportedElementType` for elements other
  ///   than F64, F32, F16 and BF16.
  func tensor(named name: String) throws(ModelFileError) -> Tensor
}

extension TensorFile {
  /// What the file says of a tensor, by a search through all of them.
  public func info(named name: String) -> TensorInfo? {
    tensors.first { tensor in tensor.name == name }
  }

  /// The error for a name that no tensor has.
  func missing(_ name: String) -> ModelFileError {
    let shown = tensors.prefix(12).map(\.name)
    let more = tensors.count > shown.count ? " and \(tensors.count - shown.count) more" : ""
    let names = shown.joined(separator: ", ") + more
    return ModelFileError(
      .missingTensor, path: path, tensor: name,
      remedy: tensors.isEmpty ? "The file has no tensors." : "The file has \(names).")
  }

  /// The error for a tensor of integers, or of anything else that cannot be a weight.
  func unreadable(_ info: TensorInfo) -> ModelFileError {
    ModelFileError(
      .unsupportedElementType, path: path, tensor: info.name, expected: "F64, F32, F16 or BF16",
      found: info.elementType.description,
      remedy: "Convert it before saving, in PyTorch with tensor.to(torch.float32).")
  }
}
