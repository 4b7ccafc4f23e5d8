extension String {
  /// The text with control characters as escapes, `\u{1B}`: names out of a file are not to steer a terminal.
  ///
  /// - Parameter kept: Those that stay, such as the ends of lines.
  package func escapingControls(butFor kept: Set<Unicode.Scalar> = []) -> String {
    let isPlain = unicodeScalars.allSatisfy { !$0.isControl || kept.contains($0) }
    guard !isPlain else { return self }
    return unicodeScalars.map { scalar in
      scalar.isControl && !kept.contains(scalar) ? scalar.escaped(asASCII: true) : String(scalar)
    }.joined()
  }
}

extension Unicode.Scalar {
  fileprivate var isControl: Bool { properties.generalCategory == .control }
}
