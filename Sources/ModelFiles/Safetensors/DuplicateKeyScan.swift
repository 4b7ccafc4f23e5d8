import Foundation

/// Looks for a key that stands twice in one object of a JSON text.
///
/// JSON readers keep one of the two silently, and readers differ in which, so that one file would
/// mean different weights to different programs. Only strings and brackets matter here: the text
/// must already have passed a JSON reader.
struct DuplicateKeyScan {
  private let text: Data
  private var keysOfOpenObjects: [Set<String>] = []

  /// The first key found twice in the same object, or `nil`.
  static func duplicate(inValid text: Data) -> String? {
    var scan = DuplicateKeyScan(text: text)
    return scan.run()
  }

  private init(text: Data) {
    self.text = text
  }

  private mutating func run() -> String? {
    var position = text.startIndex
    while position < text.endIndex {
      switch text[position] {
      case UInt8(ascii: "{"): keysOfOpenObjects.append([])
      case UInt8(ascii: "}"): _ = keysOfOpenObjects.popLast()
      case UInt8(ascii: "\""):
        let end = endOfString(from: position)
        if let key = key(position..<end), let open = keysOfOpenObjects.indices.last,
          !keysOfOpenObjects[open].insert(key).inserted
        {
          return key
        }
        position = end
        continue
      default: break
      }
      position += 1
    }
    return nil
  }

  /// The position behind the closing quote of the string that begins at `start`.
  private func endOfString(from start: Int) -> Int {
    var position = start + 1
    while position < text.endIndex, text[position] != UInt8(ascii: "\"") {
      position += text[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(position + 1, text.endIndex)
  }

  /// The string in `range`, if a colon follows it; escapes are resolved.
  private func key(_ range: Range<Int>) -> String? {
    let next = text[range.upperBound...].first { byte in
      !" \t\r\n".utf8.contains(byte)
    }
    guard next == UInt8(ascii: ":") else { return nil }
    return try? JSONDecoder().decode(String.self, from: text.subdata(in: range))
  }
}
