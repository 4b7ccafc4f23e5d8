import RealModule

/// Numbers for people, also beyond the exponent range.
public enum ScientificNumber {
  /// `value` ≥ 0 with three digits.
  public static func text(_ value: Double) -> String { text(exp: Double.log(value)) }

  /// `value` of either sign with three digits.
  public static func text(signed value: Double) -> String {
    (value < 0 ? "-" : "") + text(value.magnitude)
  }

  /// `value` as it was given, whole numbers without decimals.
  package static func given(_ value: Double) -> String {
    value == value.rounded() && value.magnitude < 1e6 ? "\(Int(value))" : "\(value)"
  }

  /// e^`logarithm` with three digits, such as `0.297` or `3.05e-412`; `0` for `-inf`, `not known` for NaN.
  public static func text(exp logarithm: Double) -> String {
    if logarithm.isNaN { return "not known" }
    guard logarithm.isFinite else { return logarithm < 0 ? "0" : "\(logarithm)" }
    let decimal = logarithm / Double.log(10)
    var exponent = Int(decimal.rounded(.down))
    var number = Int((Double.exp(Double.log(10) * (decimal - Double(exponent))) * 100).rounded())
    if number >= 1000 { (number, exponent) = (100, exponent + 1) }
    let digits = "\(number)"
    switch exponent {
    case -3..<0: return "0." + String(repeating: "0", count: -exponent - 1) + digits
    case 0...1: return "\(digits.prefix(exponent + 1)).\(digits.dropFirst(exponent + 1))"
    case 2: return digits
    default: return "\(digits.prefix(1)).\(digits.dropFirst())e\(exponent)"
    }
  }
}
