extension ElementType {
  /// The type of the elements of a storage of this class, such as `torch.FloatStorage`.
  init(pyTorchStorage name: String) {
    self =
      switch name {
      case "DoubleStorage": .f64
      case "FloatStorage": .f32
      case "HalfStorage": .f16
      case "BFloat16Storage": .bf16
      case "LongStorage": .i64
      case "IntStorage": .i32
      case "ShortStorage": .i16
      case "CharStorage": .i8
      case "ByteStorage": .u8
      case "BoolStorage": .bool
      default: .other(name)
      }
  }

  /// The type that PyTorch calls `torch.NAME`.
  init(pyTorchType name: String) {
    self =
      switch name {
      case "float64", "double": .f64
      case "float32", "float": .f32
      case "float16", "half": .f16
      case "bfloat16": .bf16
      case "int64", "long": .i64
      case "int32", "int": .i32
      case "int16", "short": .i16
      case "int8": .i8
      case "uint64": .u64
      case "uint32": .u32
      case "uint16": .u16
      case "uint8": .u8
      case "bool": .bool
      default: .other(name)
      }
  }
}
