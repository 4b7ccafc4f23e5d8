import TestSupport

/// Pickles, put together by hand.
struct PickleBytes {
  private(set) var bytes: [UInt8] = [0x80, 2]

  /// A pickle whose result is what `body` pushes.
  static func program(_ body: (inout PickleBytes) -> Void) -> [UInt8] {
    var pickle = PickleBytes()
    body(&pickle)
    return pickle.bytes + [UInt8(ascii: ".")]
  }

  /// Instructions by their letters or numbers.
  mutating func raw(_ bytes: UInt8...) { self.bytes += bytes }

  mutating func op(_ letter: Unicode.Scalar) { bytes.append(UInt8(ascii: letter)) }

  mutating func text(_ text: String) {
    op("X")
    bytes += littleEndian(UInt32(text.utf8.count)) + Array(text.utf8)
  }

  /// An integer of any size up to 64 bits.
  mutating func integer(_ number: Int) {
    raw(0x8A, 8)
    bytes += littleEndian(number)
  }

  mutating func integers(_ numbers: [Int]) {
    op("(")
    for number in numbers { integer(number) }
    op("t")
  }

  mutating func global(_ module: String, _ name: String) {
    bytes += Array("c\(module)\n\(name)\n".utf8)
  }

  /// `torch._utils._rebuild_tensor_v2` of a storage of doubles.
  mutating func tensor(
    key: String = "0", storageCount: Int, type: String = "DoubleStorage", offset: Int = 0,
    shape: [Int], strides: [Int]
  ) {
    global("torch._utils", "_rebuild_tensor_v2")
    op("(")
    storage(key: key, count: storageCount, type: type)
    integer(offset)
    integers(shape)
    integers(strides)
    raw(0x89)
    op("}")
    op("t")
    op("R")
  }

  mutating func storage(key: String, count: Int, type: String) {
    op("(")
    text("storage")
    global(type == "UntypedStorage" ? "torch.storage" : "torch", type)
    text(key)
    text("cpu")
    integer(count)
    op("t")
    op("Q")
  }
}
