import RealModule

/// Numbers for people, also beyond the exponent range.
public enum ScientificNumber {
  /// `value` ≥ 0 with three digits.
  public static func text(_ value: Double) -> String { text(exp: Double.log(value)) }

  /// e^`logarithm` with three digits, such as `3.05e-412`; `0` for `-inf`.
  public static func text(exp logarithm: Double) -> String {
    guard logarithm.isFinite else { return logarithm < 0 ? "0" : "\(logarithm)" }
    let decimal = logarithm / Double.log(10)
    var exponent = Int(decimal.rounded(.down))
    var digits = Int((Double.exp(Double.log(10) * (decimal - Double(exponent))) * 100).rounded())
    if digits >= 1000 { (digits, exponent) = (100, exponent + 1) }
    let fraction = digits % 100
    return "\(digits / 100).\(fraction < 10 ? "0" : "")\(fraction)e\(exponent)"
  }
}
