/// Bytes of safetensors files, honest and dishonest.
public enum SafetensorsBytes {
  /// A file of this header, with its true length in front.
  public static func file(header: String, data: [UInt8] = []) -> [UInt8] {
    file(headerLength: UInt64(header.utf8.count), header: header, data: data)
  }

  /// A file that claims a header length of its own.
  public static func file(headerLength: UInt64, header: String, data: [UInt8] = []) -> [UInt8] {
    littleEndian(headerLength) + Array(header.utf8) + data
  }

  /// One tensor named `a` over all of `data`.
  public static func single(type: String, shape: [Int], data: [UInt8]) -> [UInt8] {
    file(header: #"{"a":\#(entry(type, shape, 0, data.count))}"#, data: data)
  }

  /// What a header says of one tensor.
  public static func entry(_ type: String, _ shape: [Int], _ begin: Int, _ end: Int) -> String {
    #"{"dtype":"\#(type)","shape":\#(shape),"data_offsets":[\#(begin),\#(end)]}"#
  }
}
