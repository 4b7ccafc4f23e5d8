import Foundation

/// A `.npy` file: one array, as `numpy.save` writes it.
///
/// Opening it reads and checks the header; the values are read when asked for. The file is mapped
/// into memory and must not be cut short while it is in use.
///
/// - Source: `numpy.lib.format`, format versions 1.0, 2.0 and 3.0.
public struct NumPyFile: Sendable {
  /// The file, as the caller named it.
  public let path: String

  public let elementType: ElementType

  /// Lengths of the axes, outermost first; empty for a single number.
  public let shape: [Int]

  private let header: NumPyHeader
  private let contents: Data
  private let dataStart: Int

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// The longest header that is read; an honest one of numbers takes 128 bytes.
  private static let headerLimit = 65_535

  /// Opens a file and checks its header.
  ///
  /// - Throws: `ModelFileError` – `.noSuchFile`, `.isDirectory`, `.notReadable` for the file;
  ///   `.unknownFormat`, `.truncated`, `.headerTooLarge`, `.malformedHeader`, `.outOfRange` for
  ///   what it says.
  public init(contentsOf path: String) throws(ModelFileError) {
    let contents = try InputFile.contents(of: path)
    let headerRange = try Self.headerRange(of: contents, path: path)
    let header = try Self.header(contents.subdata(in: headerRange), path: path)
    let dataByteCount = contents.count - headerRange.upperBound
    try Self.requireSize(dataByteCount, header: header, path: path)
    self.path = path
    self.elementType = header.elementType
    self.shape = header.shape
    self.header = header
    self.contents = contents
    self.dataStart = headerRange.upperBound
  }

  /// The array, widened to double precision, in row-major order whatever the order in the file;
  /// values may be NaN or infinite.
  ///
  /// - Throws: `ModelFileError` – `.unsupportedElementType` for elements other than
  ///   floating-point numbers of 8, 4 or 2 bytes.
  public func tensor() throws(ModelFileError) -> Tensor {
    let values = ElementBytes.widen(
      contents, in: dataStart..<contents.count, as: elementType, order: header.byteOrder)
    guard let values else {
      throw ModelFileError(
        .unsupportedElementType, path: path, expected: "'<f8', '<f4' or '<f2'",
        found: "'\(header.typeName)'",
        remedy: "Convert it before saving: numpy.save(path, array.astype('float64')).")
    }
    return Tensor(
      path: path, shape: shape,
      values: header.isFortranOrder ? FortranOrder.rowMajor(values, shape: shape) : values)
  }
}

extension NumPyFile {
  private static func headerRange(
    of contents: Data, path: String
  ) throws(ModelFileError) -> Range<Int> {
    guard magic.starts(with: contents.prefix(magic.count)) else {
      throw ModelFileError(
        .unknownFormat, path: path, expected: "a NumPy array", found: "other content",
        remedy: "Write it with numpy.save(path, array).")
    }
    let version = contents.dropFirst(magic.count).first
    let lengthByteCount = version == 1 ? 2 : 4
    let headerStart = magic.count + 2 + lengthByteCount
    guard contents.count >= headerStart, let version else {
      throw truncated(path, expected: "\(headerStart) bytes", found: contents.count)
    }
    guard (1...3).contains(version) else {
      throw ModelFileError(
        .malformedHeader, path: path, expected: "format version 1, 2 or 3", found: "\(version)")
    }
    let length = contents[(magic.count + 2)..<headerStart].reversed().reduce(0) { length, byte in
      length << 8 | Int(byte)
    }
    guard length <= headerLimit else {
      throw ModelFileError(
        .headerTooLarge, path: path, expected: "at most \(headerLimit) bytes",
        found: "\(length)")
    }
    guard length <= contents.count - headerStart else {
      throw truncated(
        path, expected: "a header of \(length) bytes", found: contents.count - headerStart)
    }
    return headerStart..<headerStart + length
  }

  private static func header(_ text: Data, path: String) throws(ModelFileError) -> NumPyHeader {
    guard let text = String(data: text, encoding: .utf8) else {
      throw ModelFileError(.malformedHeader, path: path, expected: "text")
    }
    do {
      return try NumPyHeader(parsing: text)
    } catch {
      throw ModelFileError(error.code, path: path, expected: error.expected, found: error.found)
    }
  }

  private static func requireSize(
    _ dataByteCount: Int, header: NumPyHeader, path: String
  ) throws(ModelFileError) {
    guard Shape.elementCount(of: header.shape) != nil else {
      throw ModelFileError(
        .outOfRange, path: path, expected: "a shape that can be counted",
        found: "\(header.shape)")
    }
    guard let size = header.elementType.byteCount else { return }
    guard let needed = Shape.byteCount(of: header.shape, elementByteCount: size) else {
      throw ModelFileError(
        .outOfRange, path: path, expected: "fewer than 2^63 bytes", found: "\(header.shape)")
    }
    guard needed <= dataByteCount else {
      throw truncated(
        path, expected: "\(needed) bytes for \(header.shape)", found: dataByteCount)
    }
    guard needed == dataByteCount else {
      throw ModelFileError(
        .malformedHeader, path: path, expected: "\(needed) bytes for \(header.shape)",
        found: "\(dataByteCount)", remedy: "Save one array a file.")
    }
  }

  private static func truncated(
    _ path: String, expected: String, found: Int
  ) -> ModelFileError {
    ModelFileError(
      .truncated, path: path, expected: expected, found: "\(found)",
      remedy: "Copy, download or save the file again.")
  }
}
