/// The type of the elements of a tensor in a file.
///
/// ``f64``, ``f32``, ``f16`` and ``bf16`` can be read; all of them widen to `Double` exactly. The
/// others are told apart so that listings and errors can name them.
public enum ElementType: Sendable, Hashable {
  /// Floating point of 64 bits, `Double`.
  case f64
  /// Floating point of 32 bits, `Float`.
  case f32
  /// Floating point of 16 bits with 11 significant ones, IEEE 754's binary16.
  case f16
  /// Floating point of 16 bits with 8 significant ones, the upper half of a `Float`.
  case bf16
  /// Signed integers of 64 bits.
  case i64
  /// Signed integers of 32 bits.
  case i32
  /// Signed integers of 16 bits.
  case i16
  /// Signed integers of 8 bits.
  case i8
  /// Unsigned integers of 64 bits.
  case u64
  /// Unsigned integers of 32 bits.
  case u32
  /// Unsigned integers of 16 bits.
  case u16
  /// Unsigned integers of 8 bits.
  case u8
  /// Truth values, a byte each.
  case bool

  /// Any other type, by the name that the file gives it.
  case other(String)

  /// Bytes of one element; `nil` for ``other(_:)``.
  public var byteCount: Int? {
    switch self {
    case .f64, .i64, .u64: 8
    case .f32, .i32, .u32: 4
    case .f16, .bf16, .i16, .u16: 2
    case .i8, .u8, .bool: 1
    case .other: nil
    }
  }

  /// Whether the elements are floating-point numbers that can be read.
  public var isReadable: Bool {
    switch self {
    case .f64, .f32, .f16, .bf16: true
    default: false
    }
  }
}

extension ElementType {
  /// Whether the elements are whole numbers.
  var isInteger: Bool {
    switch self {
    case .i64, .i32, .i16, .i8, .u64, .u32, .u16, .u8: true
    default: false
    }
  }
}

extension ElementType: CustomStringConvertible {
  /// The name in upper case, as safetensors spells it: `F32`, `BF16`, `I64`, `BOOL`.
  public var description: String {
    switch self {
    case .f64: "F64"
    case .f32: "F32"
    case .f16: "F16"
    case .bf16: "BF16"
    case .i64: "I64"
    case .i32: "I32"
    case .i16: "I16"
    case .i8: "I8"
    case .u64: "U64"
    case .u32: "U32"
    case .u16: "U16"
    case .u8: "U8"
    case .bool: "BOOL"
    case .other(let name): name
    }
  }
}
