/// The JSON header of a safetensors file, as it stands there: not yet checked against the data.
struct SafetensorsHeader: Decodable {
  /// What the header says of one tensor.
  struct Entry: Decodable {
    let elementType: ElementType
    let shape: [Int]

    /// First byte, and the byte behind the last, counted from the end of the header.
    let offsets: [Int]

    private enum CodingKeys: String, CodingKey {
      case elementType = "dtype"
      case shape
      case offsets = "data_offsets"
    }

    init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: CodingKeys.self)
      elementType = ElementType(safetensors: try fields.decode(String.self, forKey: .elementType))
      shape = try fields.decode([Int].self, forKey: .shape)
      offsets = try fields.decode([Int].self, forKey: .offsets)
    }
  }

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  let metadata: [String: String]
  let entries: [String: Entry]

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Name.self)
    var metadata: [String: String] = [:]
    var entries: [String: Entry] = [:]
    for name in fields.allKeys {
      if name.stringValue == "__metadata__" {
        metadata = try fields.decode([String: String].self, forKey: name)
      } else {
        entries[name.stringValue] = try fields.decode(Entry.self, forKey: name)
      }
    }
    self.metadata = metadata
    self.entries = entries
  }
}

extension ElementType {
  /// The type that a safetensors header calls `name`.
  init(safetensors name: String) {
    let known: [ElementType] = [
      .f64, .f32, .f16, .bf16, .i64, .i32, .i16, .i8, .u64, .u32, .u16, .u8, .bool,
    ]
    self = known.first { type in type.description == name } ?? .other(name)
  }
}
