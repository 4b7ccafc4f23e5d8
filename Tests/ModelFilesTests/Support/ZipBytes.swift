import TestSupport

/// Zip archives, honest and dishonest.
struct ZipBytes {
  /// A file in the archive, stored unless said otherwise.
  struct Member {
    var name: String
    var bytes: [UInt8]
    var method: UInt16 = 0
    var flags: UInt16 = 0
    /// In place of the true ones.
    var declaredByteCount: UInt32?
    var checksum: UInt32?
  }

  /// An archive of these members.
  static func archive(_ members: [Member]) -> [UInt8] {
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for member in members {
      let name = Array(member.name.utf8)
      let size = UInt32(member.bytes.count)
      let fields =
        littleEndian(20 as UInt16, member.flags, member.method, 0, 0)
        + littleEndian(
          member.checksum ?? checksum(member.bytes), size, member.declaredByteCount ?? size)
        + littleEndian(UInt16(name.count), 0 as UInt16)
      directory += [0x50, 0x4B, 1, 2, 20, 0] + fields + littleEndian(0 as UInt16, 0, 0)
      directory += littleEndian(0 as UInt32, UInt32(file.count)) + name
      file += [0x50, 0x4B, 3, 4] + fields + name + member.bytes
    }
    let count = UInt16(members.count)
    return file + directory + [0x50, 0x4B, 5, 6] + littleEndian(0 as UInt16, 0, count, count)
      + littleEndian(UInt32(directory.count), UInt32(file.count)) + [0, 0]
  }

  static func archive(_ members: KeyValuePairs<String, [UInt8]>) -> [UInt8] {
    archive(members.map { Member(name: $0.key, bytes: $0.value) })
  }

  /// CRC-32 as in ISO 3309.
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var sum = UInt32.max
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 {
        let carry: UInt32 = sum & 1 == 0 ? 0 : 0xEDB8_8320
        sum = (sum >> 1) ^ carry
      }
    }
    return ~sum
  }

  /// A literal 0 and then copies of 258 bytes of zeros, deflated, in the fixed code.
  static func deflatedZeros(copies: Int) -> [UInt8] {
    var bits: [UInt8] = [1, 1, 0]  // the last block, fixed code
    bits += [0, 0, 1, 1, 0, 0, 0, 0]  // the byte 0
    for _ in 0..<copies { bits += [1, 1, 0, 0, 0, 1, 0, 1] + [0, 0, 0, 0, 0] }  // 258 at distance 1
    bits += [0, 0, 0, 0, 0, 0, 0]  // the end
    return stride(from: 0, to: bits.count, by: 8).map { start in
      bits[start..<min(start + 8, bits.count)].reversed().reduce(0) { $0 << 1 | $1 }
    }
  }
}
