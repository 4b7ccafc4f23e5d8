/// Bytes of safetensors files, honest and dishonest.
enum SafetensorsBytes {
  /// A file of this header, with its true length in front.
  static func file(header: String, data: [UInt8] = []) -> [UInt8] {
    file(headerLength: UInt64(header.utf8.count), header: header, data: data)
  }

  /// A file that claims a header length of its own.
  static func file(headerLength: UInt64, header: String, data: [UInt8] = []) -> [UInt8] {
    littleEndian(headerLength) + Array(header.utf8) + data
  }

  /// One tensor named `a` over all of `data`.
  static func single(type: String, shape: [Int], data: [UInt8]) -> [UInt8] {
    file(header: #"{"a":\#(entry(type, shape, 0, data.count))}"#, data: data)
  }

  /// What a header says of one tensor.
  static func entry(_ type: String, _ shape: [Int], _ begin: Int, _ end: Int) -> String {
    #"{"dtype":"\#(type)","shape":\#(shape),"data_offsets":[\#(begin),\#(end)]}"#
  }

  static func littleEndian<Word: FixedWidthInteger>(_ words: Word...) -> [UInt8] {
    words.flatMap { word in
      (0..<Word.bitWidth / 8).map { byte in UInt8(truncatingIfNeeded: word >> (8 * byte)) }
    }
  }
}
