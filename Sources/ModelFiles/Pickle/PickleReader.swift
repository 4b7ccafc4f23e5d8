/// Takes the operands of instructions from a pickle.
struct PickleReader {
  private let bytes: [UInt8]

  /// The next byte to be read.
  private(set) var position = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  mutating func byte() throws(PickleError) -> UInt8 {
    guard position < bytes.count else { throw .truncated(byte: position) }
    defer { position += 1 }
    return bytes[position]
  }

  mutating func skip(_ count: Int) throws(PickleError) {
    _ = try take(count)
  }

  /// An unsigned number, least significant byte first; at most `Int.max`.
  mutating func integer(byteCount: Int) throws(PickleError) -> Int {
    let start = position
    let bits = try take(byteCount).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard let number = Int(exactly: bits) else {
      throw .malformed(byte: start, "a length of \(bits)")
    }
    return number
  }

  /// A number in two's complement, least significant byte first.
  mutating func long(byteCount: Int) throws(PickleError) -> PickleValue {
    let digits = try take(byteCount)
    guard digits.count <= 8 else { return .opaque }
    let isNegative = digits.last.map { $0 >= 0x80 } ?? false
    let bits = digits.reversed().reduce(isNegative ? UInt64.max : 0) { $0 << 8 | UInt64($1) }
    return .integer(Int(bitPattern: UInt(bits)))
  }

  /// A double-precision number, most significant byte first.
  mutating func float() throws(PickleError) -> Double {
    Double(bitPattern: try take(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
  }

  /// UTF-8 behind its length. Lone surrogates, which Python lets through, become U+FFFD.
  mutating func text(lengthByteCount: Int) throws(PickleError) -> String {
    String(decoding: try take(integer(byteCount: lengthByteCount)), as: UTF8.self)
  }

  /// The text up to the end of the line.
  mutating func line() throws(PickleError) -> String {
    guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) else {
      throw .truncated(byte: bytes.count)
    }
    defer { position = end + 1 }
    return String(decoding: bytes[position..<end], as: UTF8.self)
  }

  private mutating func take(_ count: Int) throws(PickleError) -> ArraySlice<UInt8> {
    guard count <= bytes.count - position else { throw .truncated(byte: bytes.count) }
    defer { position += count }
    return bytes[position..<position + count]
  }
}
