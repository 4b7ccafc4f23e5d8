import Foundation
import RecurrentCells

/// A checkpoint as `torch.save` of PyTorch 1.6 and later writes it: a state dict, a dictionary that
/// contains some, a whole module, or a TorchScript archive.
///
/// Tensors are named by the keys that lead to them, as in a state dict: one of a checkpoint
/// `{"model": model.state_dict()}` is called `model.rnn.weight_ih_l0`. The pickle in the file is a
/// program, which is not run: classes and functions other than those that make tensors stay names, and
/// a file that names a function such as `os.system` is refused.
///
/// Opening it reads the pickle and checks every tensor against its storage; values are read when asked
/// for, a whole storage at a time.
///
/// - Source: `torch.serialization` and `torch._utils` of PyTorch 2; a zip archive of `NAME/data.pkl`,
///   `NAME/byteorder` and the storages `NAME/data/0`, `NAME/data/1`, ….
public struct PyTorchFile: TensorFile {
  /// The file, as the caller named it.
  public let path: String

  /// What the file holds, sorted by name.
  public let tensors: [TensorInfo]

  private let archive: ZipArchive
  private let folder: String
  private let byteOrder: ByteOrder
  private let views: [String: PyTorchTensor]

  /// The nonlinearities that modules say they have, by the prefix of their tensors; a state dict does
  /// not say.
  let nonlinearities: [String: Nonlinearity]

  /// The classes of modules that are none of PyTorch's recurrent layers, by prefix; a state dict does not say.
  let foreignClasses: [String: String]

  /// What makes the tensors that are not read, such as `torch._utils._rebuild_sparse_tensor`, by name.
  let unread: [String: String]

  /// The prefixes of recurrent layers whose weights are quantized, and none of the tensors.
  let quantizedPrefixes: [String]

  private static let pickleName = "data.pkl"

  /// The longest pickle that is read. It names the tensors, and does not hold their values.
  private static let pickleLimit = 1 << 26

  /// What a pickle may unpack to. PyTorch does not compress it; archives packed anew do, by ten or so.
  private static func honestByteCount(ofPickle member: ZipArchive.Member) -> Int {
    min(max(Shape.bounded(member.packedByteCount, times: 32), 1 << 16), pickleLimit)
  }

  /// The most elements that are made of fewer, in tensors that repeat them along an axis.
  private static let repeatedLimit = 1 << 20

  /// Whether archives with a member of this name are of this format.
  static func marks(_ member: String) -> Bool {
    member == pickleName || member.hasSuffix("/" + pickleName)
  }

  /// Opens a file, reads its pickle and checks the tensors.
  ///
  /// - Throws: `ModelFileError` – `.noSuchFile`, `.isDirectory`, `.notReadable` for the file;
  ///   `.truncated`, `.malformedHeader`, `.outOfRange`, `.executable` for what it says.
  public init(contentsOf path: String) throws(ModelFileError) {
    archive = try ZipArchive(contentsOf: path)
    let pickles = archive.members.filter { Self.marks($0.name) }
    guard let pickle = pickles.min(by: { $0.name.count < $1.name.count }) else {
      throw ModelFileError(
        .unknownFormat, path: path, expected: "a PyTorch checkpoint",
        found: "an archive without data.pkl",
        remedy: "Save it with torch.save(model.state_dict(), path).")
    }
    self.path = path
    folder = String(pickle.name.dropLast(Self.pickleName.count))
    byteOrder = try Self.byteOrder(in: archive, folder: folder)
    let limit = Self.honestByteCount(ofPickle: pickle)
    guard pickle.byteCount <= limit else { throw .pickleTooLong(pickle, limit: limit, path: path) }
    let program = Array(try archive.contents(of: pickle, atMost: limit))
    let names = try Self.names(program, path: path)
    views = names.tensors
    nonlinearities = names.nonlinearities
    foreignClasses = names.classes.filter { !$0.value.isRecurrentLayer }.mapValues(\.name)
    unread = names.unread.mapValues(\.description)
    quantizedPrefixes = names.quantizedPrefixes.sorted()
    tensors = views.map { name, view in
      TensorInfo(name: name, elementType: view.elementType, shape: view.shape)
    }.sorted { $0.name < $1.name }
    for tensor in tensors { _ = try storage(of: tensor.name) }
  }

  /// The values of a tensor, widened to double precision, in row-major order whatever the strides;
  /// they may be NaN or infinite.
  ///
  /// - Throws: `ModelFileError` – `.missingTensor`; `.unsupportedElementType` for elements other than
  ///   float64, float32, float16 and bfloat16; `.truncated`, `.malformedHeader` where the storage is
  ///   damaged.
  public func tensor(named name: String) throws(ModelFileError) -> Tensor {
    guard let info = info(named: name), let (member, view, extent) = try storage(of: name) else {
      throw missing(name)
    }
    guard info.elementType.isReadable, let size = info.elementType.byteCount else {
      throw unreadable(info)
    }
    guard let count = Shape.elementCount(of: view.shape),
      count <= max(extent.count, Self.repeatedLimit)
    else {
      throw ModelFileError(
        .outOfRange, path: path, tensor: name,
        expected: "at most \(Self.repeatedLimit) elements made of \(extent.count)",
        found: "shape \(view.shape)", remedy: "Save tensor.contiguous().")
    }
    let bytes = try archive.contents(of: member)
    guard extent.upperBound * size <= bytes.count else {
      throw short(name, member, found: bytes.count, needed: extent.upperBound * size)
    }
    let stored = ElementBytes.widen(
      bytes, in: extent.lowerBound * size..<extent.upperBound * size, as: info.elementType,
      order: byteOrder)
    guard let stored else { throw unreadable(info) }
    return Tensor(
      path: path, name: name, shape: view.shape,
      values: StridedElements.rowMajor(stored, shape: view.shape, strides: view.strides))
  }
}

extension PyTorchFile {
  /// Where a tensor stands, checked against the size of its storage; `nil` if there is none of this
  /// name.
  private func storage(
    of name: String
  ) throws(ModelFileError) -> (member: ZipArchive.Member, view: PyTorchTensor, extent: Range<Int>)?
  {
    guard let view = views[name] else { return nil }
    guard let extent = view.extent else {
      throw ModelFileError(
        .outOfRange, path: path, tensor: name,
        expected: "elements within a storage of \(view.storageElementCount)",
        found: "shape \(view.shape) with strides \(view.strides) from \(view.offset) on",
        remedy: "Save the file again.")
    }
    guard let member = archive.member(named: folder + "data/" + view.storage.key) else {
      throw ModelFileError(
        .truncated, path: path, tensor: name, expected: "\(folder)data/\(view.storage.key)",
        found: "no such member of the archive",
        remedy: ModelFileError.damagedRemedy)
    }
    let size = view.storage.elementType == nil ? 1 : view.elementType.byteCount
    if let size {
      let (needed, overflow) = view.storage.count.multipliedReportingOverflow(by: size)
      guard !overflow, needed <= member.byteCount else {
        throw short(name, member, found: member.byteCount, needed: overflow ? .max : needed)
      }
    }
    return (member, view, extent)
  }

  private func short(
    _ name: String, _ member: ZipArchive.Member, found: Int, needed: Int
  ) -> ModelFileError {
    ModelFileError(
      .truncated, path: path, tensor: name, expected: "\(needed) bytes in \(member.name)",
      found: "\(found)", remedy: ModelFileError.damagedRemedy)
  }

  private static func byteOrder(
    in archive: ZipArchive, folder: String
  ) throws(ModelFileError) -> ByteOrder {
    guard let member = archive.member(named: folder + "byteorder") else { return .littleEndian }
    let words = String(decoding: try archive.contents(of: member, atMost: 64), as: UTF8.self)
    switch words {
    case "little": return .littleEndian
    case "big": return .bigEndian
    default:
      throw ModelFileError(
        .malformedHeader, path: archive.path, expected: "byteorder little or big", found: words)
    }
  }

  private static func names(
    _ program: [UInt8], path: String
  ) throws(ModelFileError) -> PyTorchNames {
    let graph: PickleGraph
    do {
      graph = try PickleMachine.run(program)
    } catch {
      throw ModelFileError(error, path: path)
    }
    do {
      return try PyTorchNames(of: graph, byteCount: program.count)
    } catch {
      throw ModelFileError(error, path: path)
    }
  }
}

extension PickleGlobal {
  /// Whether this is one of PyTorch's own recurrent layers, or what TorchScript makes of one.
  fileprivate var isRecurrentLayer: Bool {
    description.contains("torch.nn.modules.rnn.")
  }
}
