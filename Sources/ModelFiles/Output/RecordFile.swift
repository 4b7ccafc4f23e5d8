import Foundation

/// Records of numbers set aside on disk until they are needed again; the file has no name, and is
/// gone with the value. Memory does not grow with the records.
package struct RecordFile: ~Copyable, Sendable {
  /// Numbers in a record.
  package let valueCount: Int

  /// Records appended so far.
  package private(set) var recordCount = 0

  private let descriptor: FileDescriptor
  private let folder: String

  /// - Throws: `ModelFileError` – `.notWritable` where there is no room for temporary files.
  package init(valueCount: Int) throws(ModelFileError) {
    folder = NSTemporaryDirectory()
    self.valueCount = valueCount
    do {
      descriptor = try FileDescriptor(scratchIn: folder)
    } catch {
      throw ModelFileError.notWritable(folder, error)
    }
  }

  private var byteCount: Int { 8 * valueCount }

  /// - Throws: `ModelFileError` – `.notWritable`, such as for a full disk.
  /// - Precondition: `record` has `valueCount` numbers.
  package mutating func append(_ record: [Double]) throws(ModelFileError) {
    precondition(record.count == valueCount, "\(record.count) numbers, not \(valueCount)")
    do {
      try descriptor.write(ElementBytes.littleEndian(record[...]), at: recordCount * byteCount)
    } catch {
      throw ModelFileError.notWritable(folder, error)
    }
    recordCount += 1
  }

  /// The record that was appended as number `index`, from 0.
  ///
  /// - Throws: `ModelFileError` – `.notReadable`.
  /// - Precondition: `index` is less than `recordCount`.
  package func record(at index: Int) throws(ModelFileError) -> [Double] {
    precondition((0..<recordCount).contains(index), "no record \(index)")
    do throws(SystemError) {
      var bytes: [UInt8] = []
      while bytes.count < byteCount {
        let piece = try descriptor.read(
          atMost: byteCount - bytes.count, at: index * byteCount + bytes.count)
        guard !piece.isEmpty else { throw SystemError(number: EIO) }
        bytes += piece
      }
      return ElementBytes.widen(Data(bytes), in: 0..<byteCount, as: .f64, order: .littleEndian)!
    } catch {
      throw ModelFileError(.notReadable, path: folder, found: error.reason)
    }
  }
}
