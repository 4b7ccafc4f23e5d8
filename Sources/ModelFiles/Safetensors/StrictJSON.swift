import Foundation

/// JSON texts that every reader understands alike.
enum StrictJSON {
  /// The value of an object in UTF-8 that has every key once.
  ///
  /// - Throws: `ModelFileError` – `.malformedHeader`.
  static func decode<Value: Decodable>(
    _ type: Value.Type, from text: Data, path: String
  ) throws(ModelFileError) -> Value {
    // Without NUL the text can only be UTF-8; JSON readers would also guess UTF-16 and UTF-32.
    guard text.first == UInt8(ascii: "{"), !text.contains(0) else {
      throw ModelFileError(
        .malformedHeader, path: path, expected: "a JSON object in UTF-8, beginning with {")
    }
    let value: Value
    do {
      value = try JSONDecoder().decode(type, from: text)
    } catch let error as DecodingError {
      throw ModelFileError(.malformedHeader, path: path, found: error.place)
    } catch {
      throw ModelFileError(.malformedHeader, path: path, found: error.localizedDescription)
    }
    if let key = DuplicateKeyScan.duplicate(inValid: text) {
      throw ModelFileError(.malformedHeader, path: path, found: "\"\(key)\" stands there twice")
    }
    return value
  }
}
