/// Arguments that begin with one dash and are taken for options, of which none but -h is so short.
enum LeadingDash {
  /// How to write the one that the parser stumbled over, where a name is meant; nil where there is none.
  static func remedy(for message: String, of arguments: [String]) -> String? {
    for (place, name) in arguments.enumerated().dropFirst()
    where name.hasPrefix("-") && !name.hasPrefix("--") && !["-", "-h"].contains(name) {
      let before = arguments[place - 1]
      if message.contains("Missing value for '\(before)") {
        return "If \(name) is the value of \(before), write \(before)=\(name)."
      }
      if !before.hasPrefix("--") {
        return "If \(name) is the name of a file, write ./\(name)."
      }
    }
    return nil
  }
}
