/// A format that is recognised only to say how to get away from it.
struct ForeignFormat: Sendable, Equatable {
  /// What the file is, with its article.
  let words: String

  /// How to convert it.
  let remedy: String

  /// The format of a file that begins with these bytes, if it is one of those known here.
  static func detect(_ start: [UInt8]) -> ForeignFormat? {
    if start.isEmpty { return empty }
    if start.starts(with: [0x50, 0x4B, 0x03, 0x04]) { return zipped(start) }
    return known.first { _, magic in start.starts(with: magic) }?.format
  }

  private static let pyTorchRemedy =
    "In PyTorch: safetensors.torch.save_file(model.state_dict(), 'model.safetensors')."

  private static let empty = ForeignFormat(
    words: "an empty file", remedy: "Copy, download or save the file again.")

  private static let npz = ForeignFormat(
    words: "a NumPy archive (.npz)",
    remedy: "Save one array a file: numpy.save('inputs.npy', archive['name']).")

  private static let pyTorch = ForeignFormat(
    words: "a PyTorch checkpoint", remedy: pyTorchRemedy)

  private static let zip = ForeignFormat(
    words: "a zip archive", remedy: "Unpack it. " + pyTorchRemedy)

  private static let known: [(format: ForeignFormat, magic: [UInt8])] = [
    (ForeignFormat(words: "a Python pickle", remedy: pyTorchRemedy), [0x80, 0x02]),
    (ForeignFormat(words: "a Python pickle", remedy: pyTorchRemedy), [0x80, 0x03]),
    (ForeignFormat(words: "a Python pickle", remedy: pyTorchRemedy), [0x80, 0x04]),
    (ForeignFormat(words: "a Python pickle", remedy: pyTorchRemedy), [0x80, 0x05]),
    (
      // Field 1, the version of ONNX, 3 to 13 so far; then field 2, the producer, or a later one.
      ForeignFormat(
        words: "what looks like an ONNX model",
        remedy: "In Python: safetensors.numpy.save_file({w.name: onnx.numpy_helper.to_array(w) "
          + "for w in onnx.load(path).graph.initializer}, 'model.safetensors')."),
      [0x08]
    ),
    (ForeignFormat(words: "a gzip archive", remedy: "Unpack it with gunzip."), [0x1F, 0x8B]),
    (
      ForeignFormat(words: "an empty zip archive", remedy: "Save it again."),
      [0x50, 0x4B, 0x05, 0x06]
    ),
    (
      ForeignFormat(words: "text in UTF-16", remedy: "Save the table as CSV in UTF-8."),
      [0xFF, 0xFE]
    ),
    (
      ForeignFormat(words: "text in UTF-16", remedy: "Save the table as CSV in UTF-8."),
      [0xFE, 0xFF]
    ),
    (
      ForeignFormat(
        words: "a Git LFS pointer, not the file itself", remedy: "Fetch the file: git lfs pull."),
      Array("version https://git-lfs".utf8)
    ),
    (
      ForeignFormat(
        words: "a web page", remedy: "Download the file itself, not the page that shows it."),
      Array("<".utf8)
    ),
    (
      ForeignFormat(words: "JSON text", remedy: "Name the file of weights beside it."),
      Array("{".utf8)
    ),
  ]

  /// Archives tell what they hold by the name of their first member, which follows 30 fixed bytes.
  private static func zipped(_ start: [UInt8]) -> ForeignFormat {
    guard start.count > 30 else { return zip }
    let nameLength = Int(start[26]) | Int(start[27]) << 8
    let name = String(decoding: start[30...].prefix(nameLength), as: UTF8.self)
    if name.hasSuffix(".npy") { return npz }
    if name.hasSuffix("/data.pkl") || name.hasSuffix("/version") { return pyTorch }
    return zip
  }
}
