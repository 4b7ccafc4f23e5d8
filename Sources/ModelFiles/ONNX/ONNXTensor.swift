#if ONNX
  import Foundation
  import ONNXSchema

  /// A tensor that an ONNX model holds, checked: it has the number of elements that its shape says.
  struct ONNXTensor {
    let info: TensorInfo
    private let path: String
    private let message: ONNXTensorProto

    /// - Parameter name: That of the node's output for the value of a constant node.
    /// - Throws: `ModelFileError` – `.outOfRange`, `.malformedHeader`.
    init(_ message: ONNXTensorProto, name: String, path: String) throws(ModelFileError) {
      let shape = message.dims.map { Int($0) }
      info = TensorInfo(name: name, elementType: ElementType(onnx: message.dataType), shape: shape)
      self.path = path
      self.message = message
      guard let count = Shape.elementCount(of: shape),
        let byteCount = Shape.byteCount(
          of: shape, elementByteCount: info.elementType.byteCount ?? 1)
      else {
        throw ModelFileError(
          .outOfRange, path: path, tensor: name, expected: "a shape that can be counted",
          found: "\(shape)")
      }
      guard message.dataLocation != .external, let listed = listedCount else { return }
      let isWhole =
        message.rawData.isEmpty ? listed == count : message.rawData.count == byteCount
      guard isWhole else {
        throw ModelFileError(
          .malformedHeader, path: path, tensor: name, expected: "\(count) elements for \(shape)",
          found: message.rawData.isEmpty ? "\(listed)" : "\(message.rawData.count) bytes")
      }
    }

    /// The number of elements that stand in a list of numbers; nil for types whose lists are not read.
    private var listedCount: Int? {
      switch info.elementType {
      case .f32: message.floatData.count
      case .f64: message.doubleData.count
      case .i64: message.int64Data.count
      case .f16, .bf16, .i32, .i16, .i8, .u16, .u8, .bool: message.int32Data.count
      case .u32, .u64, .other: nil
      }
    }

    /// The values, widened to double precision; they may be NaN or infinite.
    ///
    /// - Throws: `ModelFileError` – `.unsupportedElementType`; what ``ONNXExternalData`` throws.
    func tensor() throws(ModelFileError) -> Tensor {
      guard info.elementType.isReadable else {
        throw ModelFileError(
          .unsupportedElementType, path: path, tensor: info.name,
          expected: "F64, F32, F16 or BF16", found: info.elementType.description,
          remedy: "Export the model without quantization.")
      }
      return Tensor(path: path, name: info.name, shape: info.shape, values: try values())
    }

    /// The file that the values are in, where it is another than the model and may be read.
    var otherFile: String? {
      message.dataLocation == .external ? ONNXExternalData.file(of: message, besides: path) : nil
    }

    private func values() throws(ModelFileError) -> [Double] {
      if message.dataLocation == .external {
        let part = try ONNXExternalData(of: message, named: info, besides: path)
        return widened(part.contents, part.range)
      }
      if !message.rawData.isEmpty {
        return widened(message.rawData, 0..<message.rawData.count)
      }
      return switch info.elementType {
      case .f32: message.floatData.map { Double($0) }
      case .f16:
        message.int32Data.map { Double(Float16(bitPattern: UInt16(truncatingIfNeeded: $0))) }
      case .bf16:
        message.int32Data.map { Double(Float(bitPattern: UInt32(truncatingIfNeeded: $0) << 16)) }
      default: message.doubleData
      }
    }

    private func widened(_ bytes: Data, _ range: Range<Int>) -> [Double] {
      let values = ElementBytes.widen(
        bytes, in: range, as: info.elementType, order: .littleEndian)
      guard let values else { preconditionFailure("\(info.elementType) is not readable") }
      return values
    }

    /// The whole numbers of a shape or a list of axes; nil for any other type of element.
    var integers: [Int]? {
      guard message.dataLocation != .external else { return nil }
      let raw = message.rawData
      switch info.elementType {
      case .i64 where raw.isEmpty: return message.int64Data.map { Int($0) }
      case .i32 where raw.isEmpty: return message.int32Data.map { Int($0) }
      case .i64, .i32:
        return ElementBytes.integers(
          raw, in: 0..<raw.count, as: info.elementType, order: .littleEndian)
      default: return nil
      }
    }
  }

  extension ElementType {
    /// The type that has this number in ONNX.
    init(onnx number: Int32) {
      self =
        switch ONNXTensorProto.DataType(rawValue: Int(number)) {
        case .double: .f64
        case .float: .f32
        case .float16: .f16
        case .bfloat16: .bf16
        case .int64: .i64
        case .int32: .i32
        case .int16: .i16
        case .int8: .i8
        case .uint64: .u64
        case .uint32: .u32
        case .uint16: .u16
        case .uint8: .u8
        case .bool: .bool
        case .string: .other("STRING")
        default: .other("ONNX type \(number)")
        }
    }
  }
#endif
