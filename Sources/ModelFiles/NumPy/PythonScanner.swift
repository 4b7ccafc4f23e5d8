/// Takes apart what Python writes of a value: strings without escapes, words, and tuples and lists without
/// others of their kind inside.
struct PythonScanner {
  /// What is not yet taken.
  private(set) var rest: Substring

  init(_ text: String) { rest = text[...] }

  /// Takes a mark and the spaces around it, where it comes next.
  mutating func take(_ mark: Character) -> Bool {
    skipSpaces()
    guard rest.first == mark else { return false }
    rest.removeFirst()
    skipSpaces()
    return true
  }

  /// Takes the next value, as it is written.
  mutating func value() -> Substring? {
    switch rest.first {
    case "'", "\"": through(rest.first)
    case "(": through(")")
    case "[": through("]")
    default: nonempty(rest.prefix(while: \.isLetter))
    }
  }

  /// Takes the next string and gives what is between its quotes.
  mutating func string() -> Substring? {
    guard rest.first == "'" || rest.first == "\"" else { return nil }
    return through(rest.first)?.dropFirst().dropLast()
  }

  /// Takes the digits of a whole number, which Python 2 wrote as 3L.
  mutating func digits() -> Substring? {
    let digits = nonempty(rest.prefix { $0.isASCII && $0.isNumber })
    if digits != nil, rest.first == "L" { rest.removeFirst() }
    return digits
  }

  private mutating func through(_ end: Character?) -> Substring? {
    guard let end, let last = rest.dropFirst().firstIndex(of: end) else { return nil }
    defer { rest = rest[rest.index(after: last)...] }
    return rest[...last]
  }

  private mutating func nonempty(_ word: Substring) -> Substring? {
    guard !word.isEmpty else { return nil }
    rest = rest[word.endIndex...]
    return word
  }

  private mutating func skipSpaces() { rest = rest.drop(while: \.isWhitespace) }
}
