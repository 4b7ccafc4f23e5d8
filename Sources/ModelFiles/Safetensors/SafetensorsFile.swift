import Foundation

/// A safetensors file, the format in which PyTorch and JAX models are exchanged.
///
/// Opening it reads and checks the header; the values of a tensor are read when asked for. The
/// file is mapped into memory and must not be cut short while it is in use.
///
/// - Source: "Format", <https://github.com/huggingface/safetensors>: 8 bytes of header length,
///   least significant first; a JSON object of that length, padded with spaces; the data.
public struct SafetensorsFile: TensorFile {
  /// The file, as the caller named it.
  public let path: String

  /// What the file holds, sorted by name.
  public let tensors: [TensorInfo]

  /// The remarks under `__metadata__`; empty if there are none.
  public let metadata: [String: String]

  private let contents: Data
  private let places: [String: SafetensorsLayout.Place]

  /// The longest header that is read, as in the reference implementation.
  private static let headerLimit = 100_000_000

  /// Opens a file and checks its header.
  ///
  /// - Throws: `ModelFileError` – `.noSuchFile`, `.isDirectory`, `.notReadable` for the file;
  ///   `.truncated`, `.headerTooLarge`, `.malformedHeader`, `.overlappingTensors`, `.outOfRange`
  ///   for what it says.
  public init(contentsOf path: String) throws(ModelFileError) {
    let contents = try InputFile.contents(of: path)
    let headerRange = try Self.headerRange(of: contents, path: path)
    let header = try StrictJSON.decode(
      SafetensorsHeader.self, from: contents.subdata(in: headerRange), path: path)
    let layout = SafetensorsLayout(
      path: path, headerEnd: headerRange.upperBound,
      dataByteCount: contents.count - headerRange.upperBound)
    let places = try layout.places(of: header.entries)
    self.path = path
    self.tensors = places.map(\.info)
    self.places = Dictionary(uniqueKeysWithValues: places.map { ($0.info.name, $0) })
    self.metadata = header.metadata
    self.contents = contents
  }

  /// The values of a tensor, widened to double precision; they may be NaN or infinite.
  ///
  /// - Throws: `ModelFileError` – `.missingTensor`; `.unsupportedElementType` for elements other
  ///   than F64, F32, F16 and BF16.
  public func tensor(named name: String) throws(ModelFileError) -> Tensor {
    guard let (info, range) = places[name] else { throw missing(name) }
    let values = ElementBytes.widen(
      contents, in: range, as: info.elementType, order: .littleEndian)
    guard let values else { throw unreadable(info) }
    return Tensor(path: path, name: name, shape: info.shape, values: values)
  }

  private static func headerRange(
    of contents: Data, path: String
  ) throws(ModelFileError) -> Range<Int> {
    guard contents.count >= 8 else {
      throw ModelFileError(
        .truncated, path: path, expected: "8 bytes of header length", found: "\(contents.count)")
    }
    let length = contents.prefix(8).reversed().reduce(UInt64(0)) { length, byte in
      length << 8 | UInt64(byte)
    }
    guard length <= headerLimit else {
      throw ModelFileError(
        .headerTooLarge, path: path, expected: "at most \(headerLimit) bytes",
        found: "\(length)", remedy: "Check that this is a safetensors file.")
    }
    guard length <= contents.count - 8 else {
      throw ModelFileError(
        .truncated, path: path, expected: "a header of \(length) bytes",
        found: "\(contents.count - 8)", remedy: ModelFileError.damagedRemedy)
    }
    return 8..<8 + Int(length)
  }
}
