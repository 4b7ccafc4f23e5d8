#if ONNX
  import Foundation
  import ONNXSchema

  /// The bytes of a tensor that are not in the model but in a file beside it, as PyTorch's newer exporter
  /// has it.
  ///
  /// - Source: "External Data", <https://github.com/onnx/onnx/blob/main/docs/ExternalData.md>.
  struct ONNXExternalData {
    /// The other file, mapped.
    let contents: Data
    /// Where the tensor lies in it.
    let range: Range<Int>

    /// Finds the bytes; the file must lie in the folder of the model or below it.
    ///
    /// - Throws: `ModelFileError` – `.outOfRange` for a place elsewhere; `.truncated`; what the system
    ///   says of the other file.
    init(
      of tensor: ONNXTensorProto, named info: TensorInfo, besides path: String
    ) throws(ModelFileError) {
      let entries = Self.entries(of: tensor)
      func refusal(_ code: ModelFileError.Code, _ expected: String, _ found: String)
        -> ModelFileError
      {
        ModelFileError(
          code, path: path, tensor: info.name, expected: expected, found: found,
          remedy: "In Python: onnx.save(onnx.load(path), 'whole.onnx') puts all in one file.")
      }
      let location = entries["location"] ?? ""
      guard let file = Self.file(location, besides: path) else {
        throw refusal(.outOfRange, "data in a file of the model's folder", "'\(location)'")
      }
      let size = info.elementType.byteCount ?? 1
      guard let count = Shape.byteCount(of: info.shape, elementByteCount: size),
        let offset = Int(entries["offset"] ?? "0"), offset >= 0,
        let length = Int(entries["length"] ?? "\(count)"), length == count
      else {
        throw refusal(
          .outOfRange, "offset and length for \(info.shape)",
          "\(entries["offset"] ?? "0") and \(entries["length"] ?? "none")")
      }
      do {
        contents = try InputFile.contents(of: file)
      } catch {
        throw ModelFileError(
          error.code, path: path, tensor: info.name,
          expected: "its numbers in \(location) beside the model", found: error.found,
          remedy: error.code == .noSuchFile
            ? "Copy \(location) to the folder of the model." : error.remedy)
      }
      guard offset <= contents.count, count <= contents.count - offset else {
        throw refusal(
          .truncated, "\(count) bytes from \(offset) on in \(location)",
          "\(contents.count) bytes in all")
      }
      range = offset..<offset + count
    }

    private static func entries(of tensor: ONNXTensorProto) -> [String: String] {
      Dictionary(tensor.externalData.map { ($0.key, $0.value) }) { _, last in last }
    }

    /// The path of the other file of a tensor; nil if it lies elsewhere than it may.
    static func file(of tensor: ONNXTensorProto, besides path: String) -> String? {
      file(entries(of: tensor)["location"] ?? "", besides: path)
    }

    /// The path of the other file, beginning as that of the model; nil if it lies elsewhere, also by way of links.
    private static func file(_ location: String, besides path: String) -> String? {
      let steps = location.split(separator: "/", omittingEmptySubsequences: false)
      guard !location.isEmpty, !location.hasPrefix("/"), !steps.contains("..") else { return nil }
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
      let file = folder.appendingPathComponent(location)
      let root = folder.resolvingSymlinksInPath().pathComponents
      guard file.resolvingSymlinksInPath().pathComponents.starts(with: root) else { return nil }
      return FileSystem.folder(of: path) + location
    }
  }
#endif
