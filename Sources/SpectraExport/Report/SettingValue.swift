import Foundation

/// A value in the JSON of a sidecar, as people read it.
enum SettingValue: Decodable {
  case fields([String: SettingValue])
  case list([SettingValue])
  case text(String)

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if let fields = try? value.decode([String: SettingValue].self) {
      self = .fields(fields)
    } else if let items = try? value.decode([SettingValue].self) {
      self = .list(items)
    } else if let isSo = try? value.decode(Bool.self) {
      self = .text("\(isSo)")
    } else if let count = try? value.decode(Int.self) {
      self = .text("\(count)")
    } else if let number = try? value.decode(Double.self) {
      self = .text(ScientificNumber.text(signed: number))
    } else {
      self = .text(try value.decode(String.self))
    }
  }

  /// Its entries by name, such as `model.sha256`, beginning with `name`.
  func entries(_ name: String = "") -> [(name: String, value: String)] {
    switch self {
    case .fields(let fields):
      fields.sorted { $0.key < $1.key }.flatMap { key, value in
        value.entries((name.isEmpty ? "" : name + ".") + key)
      }
    case .list(let items):
      [(name, items.flatMap { $0.entries() }.map(\.value).joined(separator: "; "))]
    case .text(let text): [(name, text)]
    }
  }
}

extension RunSidecar {
  /// Its entries by name, such as `model.sha256`.
  func entries() throws -> [(name: String, value: String)] {
    try JSONDecoder().decode(SettingValue.self, from: Data(JSONText.of(self).utf8)).entries()
  }
}
