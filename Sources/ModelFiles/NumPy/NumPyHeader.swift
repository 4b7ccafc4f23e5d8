/// The header of a `.npy` file: a Python dictionary of three entries.
///
/// - Source: `numpy.lib.format`, "Format Version 1.0", 2.0 and 3.0.
struct NumPyHeader: Equatable {
  var elementType: ElementType
  var byteOrder: ByteOrder
  var isFortranOrder: Bool
  var shape: [Int]

  /// The type as the file spells it, such as `<f8`.
  var typeName: String
}

extension NumPyHeader {
  /// A breach of the format; the reader adds the path.
  struct Malformed: Error {
    var code: ModelFileError.Code = .malformedHeader
    var expected: String?
    var found: String?
  }

  /// Reads the dictionary, whose entries may come in any order.
  init(parsing text: String) throws(Malformed) {
    var entries: [String: String] = [:]
    var scanner = PythonScanner(text)
    guard scanner.take("{") else {
      throw Malformed(expected: "a dictionary in braces", found: Self.shortened(text))
    }
    while !scanner.take("}") {
      let start = scanner.rest
      guard let name = scanner.string(), scanner.take(":"), let value = scanner.value(),
        scanner.take(",") || scanner.rest.first == "}"
      else {
        throw Malformed(
          expected: "entries 'descr', 'fortran_order' and 'shape'", found: Self.shortened(start))
      }
      guard entries.updateValue(String(value), forKey: String(name)) == nil else {
        throw Malformed(found: "'\(name)' stands there twice")
      }
    }
    guard scanner.rest.isEmpty else {
      throw Malformed(expected: "a dictionary in braces", found: Self.shortened(text))
    }
    guard let type = entries["descr"], let order = entries["fortran_order"],
      let shape = entries["shape"], entries.count == 3
    else {
      throw Malformed(
        expected: "entries 'descr', 'fortran_order' and 'shape'",
        found: entries.keys.sorted().joined(separator: ", "))
    }
    try self.init(type: type, order: order, shape: shape)
  }

  private init(type: String, order: String, shape: String) throws(Malformed) {
    guard order == "True" || order == "False" else {
      throw Malformed(expected: "'fortran_order' True or False", found: Self.shortened(order))
    }
    isFortranOrder = order == "True"
    self.shape = try Self.shape(shape)
    let isString = type.hasPrefix("'") || type.hasPrefix("\"")
    typeName = isString ? String(type.dropFirst().dropLast()) : type
    (elementType, byteOrder) = isString ? Self.type(typeName) : (.other(typeName), .host)
  }

  /// The type of a NumPy type name. `=` and `|`, or no mark, stand for the machine's own order.
  private static func type(_ name: String) -> (ElementType, ByteOrder) {
    let order: ByteOrder =
      switch name.first {
      case "<": .littleEndian
      case ">": .bigEndian
      default: .host
      }
    let letters = name.first.map("<>=|".contains) == true ? String(name.dropFirst()) : name
    let type: ElementType =
      switch letters {
      case "f8": .f64
      case "f4": .f32
      case "f2": .f16
      case "i8": .i64
      case "i4": .i32
      case "i2": .i16
      case "i1": .i8
      case "u8": .u64
      case "u4": .u32
      case "u2": .u16
      case "u1": .u8
      case "b1": .bool
      default: .other(name)
      }
    return (type, order)
  }

  /// The lengths in a Python tuple: `()`, `(3,)`, `(3, 4)`; Python 2 wrote `(3L, 4L)`.
  private static func shape(_ text: String) throws(Malformed) -> [Int] {
    let noTuple = Malformed(
      expected: "'shape' as a tuple of lengths", found: shortened(text))
    var scanner = PythonScanner(text)
    var lengths: [Int] = []
    var mayGoOn = scanner.take("(")
    while !scanner.take(")") {
      guard mayGoOn, let digits = scanner.digits() else { throw noTuple }
      guard let length = Int(digits) else {
        throw Malformed(
          code: .outOfRange, expected: "lengths below 2^63", found: shortened(text))
      }
      lengths.append(length)
      mayGoOn = scanner.take(",")
    }
    // One number in brackets is a number.
    guard mayGoOn || lengths.count > 1 else { throw noTuple }
    return lengths
  }

  private static func shortened(_ text: some StringProtocol) -> String {
    text.count > 60 ? text.prefix(60) + "…" : String(text)
  }
}

extension NumPyHeader {
  /// The bytes before the data of a file of double-precision numbers in row-major order.
  ///
  /// They are the same as `numpy.save` writes, byte for byte. As there, spaces leave room for the
  /// first length to grow to 21 digits: two shapes that differ only in the first length have
  /// headers of the same size. Then 1 to 64 spaces fill the last 64 bytes.
  static func bytes(shape: [Int]) -> [UInt8] {
    let lengths = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var text = "{'descr': '<f8', 'fortran_order': False, 'shape': (\(lengths)), }"
    if let first = shape.first {
      text += String(repeating: " ", count: 21 - String(first).count)
    }
    let prefix: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
    let unpadded = prefix.count + 2 + text.utf8.count + 1
    text += String(repeating: " ", count: 64 - unpadded % 64) + "\n"
    let length = UInt16(text.utf8.count)
    return prefix + [UInt8(length & 0xFF), UInt8(length >> 8)] + Array(text.utf8)
  }
}
