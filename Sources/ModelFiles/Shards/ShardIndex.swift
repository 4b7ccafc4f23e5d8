import Foundation

/// Several files with the tensors of one model, and the index that says which tensor is in which, as Hugging Face's
/// libraries write them: `model.safetensors.index.json` beside `model-00001-of-00002.safetensors` and so on, or
/// `pytorch_model.bin.index.json` beside `pytorch_model-00001-of-00002.bin`.
///
/// Opening it opens all the files, each as what its content is; values are read when asked for. The errors of a tensor
/// name the file that it is in.
///
/// - Source: `save_torch_state_dict`, <https://huggingface.co/docs/huggingface_hub/package_reference/serialization>:
///   a JSON object with `weight_map`, from the name of a tensor to that of a file in the same folder.
public struct ShardIndex: TensorFile {
  private struct Content: Decodable {
    /// By the name of a tensor.
    let places: [String: Place]

    private enum CodingKeys: String, CodingKey { case places = "weight_map" }
  }

  /// Where something is.
  private enum Place: Decodable {
    case file(String)
    /// Of weights of Keras, which may be in several.
    case files

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      self =
        (try? value.decode([String].self)) == nil ? .file(try value.decode(String.self)) : .files
    }
  }

  /// The index, as the caller named it.
  public let path: String

  /// What the index lists, sorted by name.
  public let tensors: [TensorInfo]

  /// The files that the index names.
  public let otherFiles: [String]

  /// The file of every tensor, by its name.
  private let files: [String: any TensorFile]

  /// Whether a file that begins so is an index.
  static func marks(_ start: [UInt8]) -> Bool {
    start.first == UInt8(ascii: "{")
      && String(decoding: start, as: UTF8.self).contains("\"weight_map\"")
  }

  /// Opens the index and the files that it names.
  ///
  /// - Throws: `ModelFileError` – `.malformedHeader` for an index that is none; `.outOfRange` where it names a
  ///   file outside its folder; `.missingTensor` for a tensor that is not where it says; what opening a file throws.
  public init(contentsOf path: String) throws(ModelFileError) {
    let index = try StrictJSON.decode(
      Content.self, from: InputFile.contents(of: path), path: path)
    var (tensors, files): ([TensorInfo], [String: any TensorFile]) = ([], [:])
    var otherFiles: [String] = []
    let places = index.places.compactMapValues {
      if case .file(let name) = $0 { name } else { nil }
    }
    guard places.count == index.places.count else {
      throw ModelFileError(
        .unknownFormat, path: path, expected: "an index of PyTorch's weights",
        found: "one of Keras's",
        remedy: "Save them in one file: model.save_weights without max_shard_size.")
    }
    let entries = Dictionary(grouping: places, by: \.value)
    for (name, entries) in entries.sorted(by: { $0.key < $1.key }) {
      let file = try Self.file(name, namedBy: path)
      otherFiles.append(file.path)
      for tensor in entries.map(\.key).sorted() {
        guard let info = file.info(named: tensor) else {
          throw ModelFileError(
            .missingTensor, path: file.path, tensor: tensor,
            remedy: "\(path) says it is; copy the index and its files again.")
        }
        tensors.append(info)
        files[tensor] = file
      }
    }
    self.path = path
    self.tensors = tensors.sorted { $0.name < $1.name }
    self.otherFiles = otherFiles
    self.files = files
  }

  /// The values of a tensor, widened to double precision; they may be NaN or infinite.
  ///
  /// - Throws: As ``SafetensorsFile/tensor(named:)`` or ``PyTorchFile/tensor(named:)``, as the file is.
  public func tensor(named name: String) throws(ModelFileError) -> Tensor {
    guard let file = files[name] else { throw missing(name) }
    return try file.tensor(named: name)
  }

  /// One of the files. It is in the folder of the index by its name; links are followed, of which the cache of
  /// Hugging Face consists.
  private static func file(
    _ name: String, namedBy index: String
  ) throws(ModelFileError) -> any TensorFile {
    guard !name.isEmpty, !name.contains("/"), name != "..", name != "." else {
      throw ModelFileError(
        .outOfRange, path: index, expected: "names of files in the same folder", found: "'\(name)'")
    }
    let path = FileSystem.folder(of: index) + name
    let format: FileFormat
    do {
      format = try FileFormat.detect(path)
    } catch {
      guard error.code == .noSuchFile else { throw error }
      throw ModelFileError(
        .noSuchFile, path: path, remedy: "\(index) names it: copy it to the same folder.")
    }
    switch format {
    case .safetensors: return try SafetensorsFile(contentsOf: path)
    case .pyTorch: return try PyTorchFile(contentsOf: path)
    default:
      throw ModelFileError(
        .unknownFormat, path: path,
        expected: "\(FileFormat.safetensors.words) or \(FileFormat.pyTorch.words)",
        found: format.words,
        remedy: "Save the model as safetensors: model.save_pretrained(folder).")
    }
  }
}
