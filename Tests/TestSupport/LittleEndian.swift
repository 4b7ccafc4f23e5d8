/// The bytes of numbers, the least significant of each first.
public func littleEndian<Word: FixedWidthInteger>(_ words: Word...) -> [UInt8] {
  words.flatMap { word in
    (0..<Word.bitWidth / 8).map { byte in UInt8(truncatingIfNeeded: word >> (8 * byte)) }
  }
}
