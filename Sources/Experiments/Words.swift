import RealModule

/// Words for findings.
enum Words {
  /// A number without needless digits.
  static func text(_ value: Double) -> String {
    value == value.rounded() && value.magnitude < 1e6 ? "\(Int(value))" : "\(value)"
  }

  /// A logarithm with three decimals.
  static func nats(_ value: Double) -> String { "\((value * 1000).rounded() / 1000)" }

  /// The growth of a chaotic orbit to its first digit: with another rounding it is another orbit, and the
  /// further digits are others.
  static func roughly(_ value: Double) -> String {
    guard value != 0 else { return "0" }
    let scale = Double.pow(10, max(0, -Double.log10(value.magnitude).rounded(.down)))
    return "\((value * scale).rounded() / scale)"
  }

  /// A lag, or that there is none among those that were looked at.
  static func lag(_ lag: Int?, of steps: Int) -> String {
    lag.map { "at lag \($0)" } ?? "at no lag up to \(steps)"
  }

  /// A lifetime in steps, or that it is longer than what was looked at.
  static func lifetime(_ lag: Int?, of steps: Int) -> String {
    lag.map { "\($0) steps" } ?? "more than \(steps) steps"
  }
}
