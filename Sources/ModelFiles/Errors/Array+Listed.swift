extension [String] {
  /// Names for a sentence: the first eight, and how many more there are.
  package var listed: String {
    prefix(8).joined(separator: ", ") + (count > 8 ? " and \(count - 8) more" : "")
  }
}
