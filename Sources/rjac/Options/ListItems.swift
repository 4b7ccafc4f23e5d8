import ArgumentParser

/// Lists on the command line: items between commas. What is wrong with one is said with an example.
enum ListItems {
  /// The items as they stand.
  ///
  /// - Throws: `ValidationError` if one is empty.
  static func split(_ text: String, example: String) throws -> [String] {
    let items = text.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
    guard !items.contains("") else {
      throw ValidationError(
        "nothing stands on one side of a comma; for example \(example)"
      )
    }
    return items
  }

  /// What is called `name`.
  ///
  /// - Throws: `ValidationError` that lists the names.
  static func value<Value>(
    named name: String, among all: [(name: String, value: Value)], kind: String, example: String
  ) throws -> Value {
    guard let found = all.first(where: { $0.name == name }) else {
      throw ValidationError(
        "'\(name)' is no \(kind); there are \(all.map(\.name).joined(separator: ", ")); for example"
          + " \(example)")
    }
    return found.value
  }
}
