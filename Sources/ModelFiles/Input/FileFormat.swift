/// A format that can be read, told by the content of a file whatever its name.
public enum FileFormat: Sendable, Hashable {
  /// Named tensors: ``SafetensorsFile``.
  case safetensors

  /// Named tensors in several files: ``ShardIndex``.
  case shardIndex

  /// One array: ``NumPyFile``.
  case numPy

  /// Arrays by name: ``NPZFile``.
  case npz

  /// A checkpoint in the format of PyTorch 1.6 and later: ``PyTorchFile``.
  case pyTorch

  /// Keras models and weights, in HDF5; read where the package has the trait `HDF5`.
  case hdf5

  /// Keras models: a zip archive of a description and weights in HDF5; likewise.
  case keras

  /// A network as a graph of operators.
  case onnx

  /// Text, presumably a table of numbers: ``CSVMatrix``.
  case csv

  /// The format in words.
  public var words: String {
    switch self {
    case .safetensors: "safetensors"
    case .shardIndex: "an index of several files"
    case .numPy: "a NumPy array"
    case .npz: "a NumPy archive (.npz)"
    case .pyTorch: "a PyTorch checkpoint"
    case .hdf5: "an HDF5 file"
    case .keras: "a Keras model"
    case .onnx: "an ONNX model"
    case .csv: "text"
    }
  }

  /// Whether layers are found by PyTorch's names.
  package var isPyTorchLike: Bool { ![.hdf5, .keras, .onnx].contains(self) }

  /// Looks at the beginning of a file.
  ///
  /// - Throws: `ModelFileError` – `.noSuchFile`, `.isDirectory`, `.notReadable`; `.unknownFormat`,
  ///   which says what the file is, where that can be told, and how to convert it.
  public static func detect(_ path: String) throws(ModelFileError) -> FileFormat {
    let start = try InputFile.prefix(of: path, atMost: prefixByteCount)
    if start.starts(with: NumPyLayout.magic) { return .numPy }
    if isSafetensors(start) { return .safetensors }
    if ShardIndex.marks(start) { return .shardIndex }
    if start.starts(with: hdf5Magic) { return .hdf5 }
    if start.starts(with: ZipArchive.magic) { return try zipped(path) }
    let isWhole = start.count < prefixByteCount
    let foreign = ForeignFormat.detect(start)
    if foreign == nil, isText(start, isWhole: isWhole) { return .csv }
    if foreign == nil, try isONNX(path, start) { return .onnx }
    throw unknown(path, foreign ?? .otherText(start) ?? .otherBytes)
  }

  /// Archives tell what they hold by the names of their members.
  private static func zipped(_ path: String) throws(ModelFileError) -> FileFormat {
    let names = try ZipArchive(contentsOf: path).members.map(\.name)
    if names.contains(where: PyTorchFile.marks) { return .pyTorch }
    if names.contains(where: NPZFile.marks) { return .npz }
    if names.contains("config.json"), names.contains("model.weights.h5") { return .keras }
    throw unknown(path, names.contains { $0.hasSuffix("models/model.json") } ? .exported : .zip)
  }

  private static func unknown(_ path: String, _ foreign: ForeignFormat) -> ModelFileError {
    ModelFileError(
      .unknownFormat, path: path, expected: "safetensors, PyTorch, Keras, ONNX, npz, npy or CSV",
      found: foreign.words, remedy: foreign.remedy)
  }

  /// A header length below 2^48 and the brace of the header. Whether the length is honest is for
  /// the reader to say, which knows what is missing.
  private static func isSafetensors(_ start: [UInt8]) -> Bool {
    start.count > 8 && start[6] == 0 && start[7] == 0 && start[8] == UInt8(ascii: "{")
  }

  private static let hdf5Magic = [0x89] + Array("HDF\r\n".utf8)

  /// A message of protobuf with a graph, where there are means to read it; else what exporters begin
  /// with: field 1, the version of ONNX, 3 to 14 so far.
  private static func isONNX(_ path: String, _ start: [UInt8]) throws(ModelFileError) -> Bool {
    let isLikely = start.count > 1 && start[0] == 0x08 && (1...0x7F).contains(start[1])
    #if ONNX
      return try ONNXModel.isModel(path, isLikely: isLikely)
    #else
      return isLikely
    #endif
  }

  private static let prefixByteCount = 4096

  /// UTF-8 without control characters. Where `start` is not the whole file, its last character
  /// may be cut off.
  private static func isText(_ start: [UInt8], isWhole: Bool) -> Bool {
    guard !hasControls(start) else { return false }
    return (0...(isWhole ? 0 : 3)).contains { dropped in
      String(validating: start.dropLast(dropped), as: UTF8.self) != nil
    }
  }

  /// Whether there are bytes that no text has, in UTF-8 or in the older encodings with a byte for a character.
  static func hasControls(_ start: [UInt8]) -> Bool {
    start.contains { byte in byte < 0x20 && ![0x09, 0x0A, 0x0C, 0x0D].contains(byte) }
  }
}
