import Foundation

/// Numbers to bytes and back.
enum ElementBytes {
  /// The elements in `range` of `data`, widened exactly.
  ///
  /// - Returns: One value an element, or `nil` for a type that is not ``ElementType/isReadable``.
  /// - Precondition: `range` lies within `data` and holds whole elements.
  static func widen(
    _ data: Data, in range: Range<Int>, as type: ElementType, order: ByteOrder
  ) -> [Double]? {
    switch type {
    case .f64:
      words(data, range, order) { (bits: UInt64) in Double(bitPattern: bits) }
    case .f32:
      words(data, range, order) { (bits: UInt32) in Double(Float(bitPattern: bits)) }
    case .f16:
      words(data, range, order) { (bits: UInt16) in Double(Float16(bitPattern: bits)) }
    case .bf16:
      words(data, range, order) { (bits: UInt16) in
        Double(Float(bitPattern: UInt32(bits) << 16))
      }
    default: nil
    }
  }

  /// The elements in `range` of `data` where they are whole numbers.
  ///
  /// - Returns: One value an element, or `nil` for a type of other numbers, and of such as `Int`
  ///   does not hold.
  /// - Precondition: As for ``widen(_:in:as:order:)``.
  static func integers(
    _ data: Data, in range: Range<Int>, as type: ElementType, order: ByteOrder
  ) -> [Int]? {
    switch type {
    case .i64: words(data, range, order) { (bits: Int64) in Int(bits) }
    case .i32: words(data, range, order) { (bits: Int32) in Int(bits) }
    case .i16: words(data, range, order) { (bits: Int16) in Int(bits) }
    case .i8: words(data, range, order) { (bits: Int8) in Int(bits) }
    case .u32: words(data, range, order) { (bits: UInt32) in Int(bits) }
    case .u16: words(data, range, order) { (bits: UInt16) in Int(bits) }
    case .u8: words(data, range, order) { (bits: UInt8) in Int(bits) }
    default: nil
    }
  }

  @inline(__always)
  private static func words<Word: FixedWidthInteger & BitwiseCopyable, Value>(
    _ data: Data, _ range: Range<Int>, _ order: ByteOrder, widened: (Word) -> Value
  ) -> [Value] {
    let size = MemoryLayout<Word>.size
    precondition(
      range.lowerBound >= 0 && range.upperBound <= data.count
        && range.count.isMultiple(of: size),
      "\(range) is not whole elements of \(data.count) bytes")
    return unsafe data.withUnsafeBytes { file in
      let bytes = unsafe UnsafeRawBufferPointer(rebasing: file[range])
      return switch order {
      case .littleEndian:
        (0..<range.count / size).map { index in
          let word = unsafe bytes.loadUnaligned(fromByteOffset: index * size, as: Word.self)
          return widened(Word(littleEndian: word))
        }
      case .bigEndian:
        (0..<range.count / size).map { index in
          let word = unsafe bytes.loadUnaligned(fromByteOffset: index * size, as: Word.self)
          return widened(Word(bigEndian: word))
        }
      }
    }
  }

  /// The values as 8-byte floating-point numbers, least significant byte first.
  static func littleEndian(_ values: ArraySlice<Double>) -> [UInt8] {
    let words = values.map { value in value.bitPattern.littleEndian }
    return unsafe words.withUnsafeBytes { bytes in unsafe Array(bytes) }
  }
}
