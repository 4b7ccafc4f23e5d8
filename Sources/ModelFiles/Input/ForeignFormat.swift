/// A format that is recognised only to say how to get away from it.
struct ForeignFormat: Sendable, Equatable {
  /// What the file is, with its article.
  let words: String

  /// How to convert it.
  let remedy: String

  /// The format of a file that begins with these bytes, if it is one of those known here.
  static func detect(_ start: [UInt8]) -> ForeignFormat? {
    if start.isEmpty { return empty }
    return known.first { _, magic in start.starts(with: magic) }?.format
  }

  private static let empty = ForeignFormat(
    words: "an empty file", remedy: ModelFileError.damagedRemedy)

  private static let pickle = ForeignFormat(
    words: "a Python pickle",
    remedy: "Save weights with torch.save(model.state_dict(), 'model.pt'), inputs with numpy.save.")

  /// A zip archive of something else than weights.
  static let zip = ForeignFormat(
    words: "a zip archive", remedy: "Unpack it and name a file of weights or inputs.")

  /// A program of PyTorch, whose weights have neither names nor shapes of their own.
  static let exported = ForeignFormat(
    words: "a program of torch.export",
    remedy: "In PyTorch: torch.save(torch.export.load(path).state_dict, 'model.pt').")

  /// A file of which nothing is known.
  static let otherBytes = ForeignFormat(
    words: "other bytes", remedy: "Convert weights to safetensors, inputs to npy or CSV.")

  /// Text with another byte for a character than UTF-8 has, such as Latin-1; nil for what is no text.
  static func otherText(_ start: [UInt8]) -> ForeignFormat? {
    guard !FileFormat.hasControls(start), let stray = StrayByte(in: start) else { return nil }
    return ForeignFormat(
      words: "text that is not UTF-8: \(stray.words)", remedy: StrayByte.remedy)
  }

  private static let known: [(format: ForeignFormat, magic: [UInt8])] = [
    (
      ForeignFormat(
        words: "a PyTorch checkpoint in the format before PyTorch 1.6",
        remedy: "In PyTorch: torch.save(torch.load(path, map_location='cpu'), 'model.pt')."),
      [0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]
    ),
    (pickle, [0x80, 0x02]),
    (pickle, [0x80, 0x03]),
    (pickle, [0x80, 0x04]),
    (pickle, [0x80, 0x05]),
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
}
