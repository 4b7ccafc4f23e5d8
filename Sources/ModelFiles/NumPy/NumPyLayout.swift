import Foundation

/// What stands before the data of an array in `.npy` format, checked against the number of bytes there
/// are, and the way from the data to a tensor.
struct NumPyLayout: Sendable {
  let header: NumPyHeader

  /// Bytes before the data.
  let dataStart: Int

  /// The file, as the caller named it.
  private let path: String

  /// The name of the array where the file holds several.
  private let name: String?

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// The longest header that is read; an honest one of numbers takes 128 bytes.
  private static let headerLimit = 65_535

  /// Enough bytes for any header that is read.
  static let startByteCount = magic.count + 6 + headerLimit

  /// - Parameters:
  ///   - start: The bytes of the array, or the first ``startByteCount`` of them.
  ///   - byteCount: How many there are in all.
  ///   - path: The file, for errors.
  ///   - name: The array, for errors, where the file holds several.
  /// - Throws: `ModelFileError` – `.unknownFormat`, `.truncated`, `.headerTooLarge`,
  ///   `.malformedHeader`, `.outOfRange`.
  init(
    _ start: Data, byteCount: Int, path: String, name: String? = nil
  ) throws(ModelFileError) {
    self.path = path
    self.name = name
    let headerRange = try Self.headerRange(of: start, path: path, name: name)
    guard let text = String(data: start.subdata(in: headerRange), encoding: .utf8) else {
      throw ModelFileError(.malformedHeader, path: path, tensor: name, expected: "text")
    }
    do {
      header = try NumPyHeader(parsing: text)
    } catch {
      throw ModelFileError(
        error.code, path: path, tensor: name, expected: error.expected, found: error.found)
    }
    dataStart = headerRange.upperBound
    try requireSize(byteCount - dataStart)
  }

  /// The array, widened to double precision, in row-major order.
  ///
  /// - Parameter contents: All bytes, those before the data too.
  /// - Throws: `ModelFileError` – `.unsupportedElementType`; `.truncated` for fewer bytes than were
  ///   announced.
  func tensor(from contents: Data) throws(ModelFileError) -> Tensor {
    let values = try elements(
      of: contents, by: ElementBytes.widen, expected: "'<f8', '<f4' or '<f2'",
      remedy: "Convert it before saving: array.astype('float64')."
        + (header.elementType.isInteger
          ? " Of token ids save what their embedding gives." : ""))
    let shape = header.shape
    return Tensor(
      path: path, name: name, shape: shape,
      values: header.isFortranOrder
        ? StridedElements.rowMajor(
          values, shape: shape, strides: StridedElements.columnMajorStrides(of: shape))
        : values)
  }

  /// The array where it is one axis of whole numbers: lengths of sequences.
  ///
  /// - Parameter contents: All bytes, those before the data too.
  /// - Throws: `ModelFileError` – `.wrongShape`; `.unsupportedElementType` for other numbers;
  ///   `.truncated` for fewer bytes than were announced.
  func lengths(from contents: Data) throws(ModelFileError) -> [Int] {
    guard header.shape.count == 1 else {
      throw ModelFileError(
        .wrongShape, path: path, tensor: name, expected: "one axis, a length a sequence",
        found: "\(header.shape)")
    }
    return try elements(
      of: contents, by: ElementBytes.integers, expected: "whole numbers, such as '<i8'",
      remedy: "Convert them before saving: lengths.astype('int64').")
  }

  /// The elements in the order of the file.
  ///
  /// - Parameter decode: Reads them from a range of the bytes; nil for types that it does not.
  private func elements<Value>(
    of contents: Data, by decode: (Data, Range<Int>, ElementType, ByteOrder) -> [Value]?,
    expected: String, remedy: String
  ) throws(ModelFileError) -> [Value] {
    try requireSize(contents.count - dataStart)
    guard
      let values = decode(
        contents, dataStart..<contents.count, header.elementType, header.byteOrder)
    else {
      throw ModelFileError(
        .unsupportedElementType, path: path, tensor: name, expected: expected,
        found: "'\(header.typeName)'", remedy: remedy)
    }
    return values
  }

  private static func headerRange(
    of start: Data, path: String, name: String?
  ) throws(ModelFileError) -> Range<Int> {
    guard magic.starts(with: start.prefix(magic.count)) else {
      throw ModelFileError(
        .unknownFormat, path: path, tensor: name, expected: "a NumPy array", found: "other content",
        remedy: "Write it with numpy.save(path, array).")
    }
    let version = start.dropFirst(magic.count).first
    let lengthByteCount = version == 1 ? 2 : 4
    let headerStart = magic.count + 2 + lengthByteCount
    guard start.count >= headerStart, let version else {
      throw truncated(path, name, expected: "\(headerStart) bytes", found: start.count)
    }
    guard (1...3).contains(version) else {
      throw ModelFileError(
        .malformedHeader, path: path, tensor: name, expected: "format version 1, 2 or 3",
        found: "\(version)")
    }
    let length = start[(magic.count + 2)..<headerStart].reversed().reduce(0) { length, byte in
      length << 8 | Int(byte)
    }
    guard length <= headerLimit else {
      throw ModelFileError(
        .headerTooLarge, path: path, tensor: name, expected: "at most \(headerLimit) bytes",
        found: "\(length)")
    }
    guard length <= start.count - headerStart else {
      throw truncated(
        path, name, expected: "a header of \(length) bytes", found: start.count - headerStart)
    }
    return headerStart..<headerStart + length
  }

  private func requireSize(_ dataByteCount: Int) throws(ModelFileError) {
    guard Shape.elementCount(of: header.shape) != nil else {
      throw ModelFileError(
        .outOfRange, path: path, tensor: name, expected: "a shape that can be counted",
        found: "\(header.shape)")
    }
    guard let size = header.elementType.byteCount else { return }
    guard let needed = Shape.byteCount(of: header.shape, elementByteCount: size) else {
      throw ModelFileError(
        .outOfRange, path: path, tensor: name, expected: "fewer than 2^63 bytes",
        found: "\(header.shape)")
    }
    guard needed <= dataByteCount else {
      throw Self.truncated(
        path, name, expected: "\(needed) bytes for \(header.shape)", found: dataByteCount)
    }
    guard needed == dataByteCount else {
      throw ModelFileError(
        .malformedHeader, path: path, tensor: name,
        expected: "\(needed) bytes for \(header.shape)", found: "\(dataByteCount)",
        remedy: "Save one array a file, or all of them with numpy.savez.")
    }
  }

  private static func truncated(
    _ path: String, _ name: String?, expected: String, found: Int
  ) -> ModelFileError {
    ModelFileError(
      .truncated, path: path, tensor: name, expected: expected, found: "\(found)",
      remedy: ModelFileError.damagedRemedy)
  }
}
