/// The first byte of a text that keeps it from being UTF-8.
struct StrayByte: Equatable {
  let value: UInt8
  /// Its place, from 0.
  let offset: Int
  /// The line that it is in, from 1.
  let line: Int

  /// - Returns: Nil for UTF-8.
  init?(in text: some Collection<UInt8>) {
    var (offset, line) = (0, 1)
    var (decoder, bytes) = (UTF8(), text.makeIterator())
    while true {
      switch decoder.decode(&bytes) {
      case .scalarValue(let scalar):
        offset += UTF8.width(scalar)
        if scalar == "\n" { line += 1 }
      case .emptyInput: return nil
      case .error:
        self.value = text[text.index(text.startIndex, offsetBy: offset)]
        (self.offset, self.line) = (offset, line)
        return
      }
    }
  }

  /// The byte and where it is, in a sentence.
  var words: String {
    let digits = String(value, radix: 16, uppercase: true)
    return "byte 0x\(digits) in line \(line), at offset \(offset)"
  }

  /// What to do with a table that has it.
  static let remedy =
    "Save the table in UTF-8; if it is in Latin-1: iconv -f latin1 -t utf-8 FILE > NEW.csv."
}
