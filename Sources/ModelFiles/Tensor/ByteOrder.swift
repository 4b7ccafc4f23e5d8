/// Which byte of a number comes first in a file.
enum ByteOrder: Sendable {
  case littleEndian, bigEndian

  /// The order of the machine that runs this.
  static var host: ByteOrder {
    Int(littleEndian: 1) == 1 ? .littleEndian : .bigEndian
  }
}
