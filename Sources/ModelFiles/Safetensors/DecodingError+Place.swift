extension DecodingError {
  /// Where in the JSON text the trouble is and what it is, in one line.
  var place: String {
    let context: Context? =
      switch self {
      case .typeMismatch(_, let context), .valueNotFound(_, let context),
        .keyNotFound(_, let context), .dataCorrupted(let context):
        context
      @unknown default: nil
      }
    guard let context else { return "not valid JSON" }
    let keys = context.codingPath.map(\.stringValue).joined(separator: ".")
    return keys.isEmpty ? context.debugDescription : "at \(keys): \(context.debugDescription)"
  }
}
