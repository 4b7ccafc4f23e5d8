import TestSupport

/// Checkpoints put together by hand, with storages as given.
enum CheckpointBytes {
  static func file(
    _ pickle: [UInt8], storages: [[Double]] = [[1, 2, 3, 4, 5, 6]], byteOrder: String? = nil
  ) -> [UInt8] {
    var members = [ZipBytes.Member(name: "model/data.pkl", bytes: pickle)]
    if let byteOrder {
      members.append(.init(name: "model/byteorder", bytes: Array(byteOrder.utf8)))
    }
    for (index, values) in storages.enumerated() {
      let words = values.map(\.bitPattern).map { byteOrder == "big" ? $0.byteSwapped : $0 }
      members.append(
        .init(
          name: "model/data/\(index)", bytes: words.flatMap { littleEndian($0) }))
    }
    return ZipBytes.archive(members)
  }

  /// A checkpoint of one tensor `a` of doubles, over the storage 1, 2, …, 6.
  static func tensor(
    shape: [Int], strides: [Int], offset: Int = 0, storageCount: Int = 6, key: String = "0",
    type: String = "DoubleStorage"
  ) -> [UInt8] {
    file(
      PickleBytes.program { pickle in
        pickle.op("}")
        pickle.text("a")
        pickle.tensor(
          key: key, storageCount: storageCount, type: type, offset: offset, shape: shape,
          strides: strides)
        pickle.op("s")
      })
  }
}
