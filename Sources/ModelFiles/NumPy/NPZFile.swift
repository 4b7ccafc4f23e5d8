/// A `.npz` file: arrays by name, as `numpy.savez` and `numpy.savez_compressed` write them.
///
/// Opening it reads and checks the header of every array; values are read when asked for. What else
/// the archive holds is left alone.
///
/// - Source: `numpy.savez`: a zip archive of members `NAME.npy`, stored or deflated.
public struct NPZFile: TensorFile {
  /// The file, as the caller named it.
  public let path: String

  /// What the file holds, sorted by name.
  public let tensors: [TensorInfo]

  private let archive: ZipArchive
  private let arrays: [String: (member: ZipArchive.Member, layout: NumPyLayout)]

  private static let suffix = ".npy"

  /// Whether archives with a member of this name are of this format.
  static func marks(_ member: String) -> Bool { member.hasSuffix(suffix) }

  /// Opens a file and checks the header of every array.
  ///
  /// - Throws: `ModelFileError` – `.noSuchFile`, `.isDirectory`, `.notReadable` for the file;
  ///   `.truncated`, `.headerTooLarge`, `.malformedHeader`, `.outOfRange` for what it says.
  public init(contentsOf path: String) throws(ModelFileError) {
    archive = try ZipArchive(contentsOf: path)
    var arrays: [String: (member: ZipArchive.Member, layout: NumPyLayout)] = [:]
    for member in archive.members where Self.marks(member.name) {
      let name = String(member.name.dropLast(Self.suffix.count))
      let start = try archive.prefix(of: member, atMost: NumPyLayout.startByteCount)
      let layout = try NumPyLayout(start, byteCount: member.byteCount, path: path, name: name)
      arrays[name] = (member, layout)
    }
    self.path = path
    self.arrays = arrays
    tensors = arrays.map { name, array in
      TensorInfo(
        name: name, elementType: array.layout.header.elementType,
        shape: array.layout.header.shape)
    }.sorted { $0.name < $1.name }
  }

  /// An array, widened to double precision, in row-major order whatever the order in the file; values
  /// may be NaN or infinite.
  ///
  /// - Throws: `ModelFileError` – `.missingTensor`; `.unsupportedElementType` for elements other than
  ///   floating-point numbers of 8, 4 or 2 bytes; `.malformedHeader`, `.truncated`, `.outOfRange` where
  ///   the compressed bytes are not what the header says.
  public func tensor(named name: String) throws(ModelFileError) -> Tensor {
    guard let (member, layout) = arrays[name] else { throw missing(name) }
    return try layout.tensor(from: archive.contents(of: member))
  }

  /// The lengths of sequences that an array holds.
  func lengths(named name: String) throws(ModelFileError) -> [Int] {
    guard let (member, layout) = arrays[name] else { throw missing(name) }
    return try layout.lengths(from: archive.contents(of: member))
  }
}
