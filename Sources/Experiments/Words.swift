import RealModule
import SpectraExport

/// Words for findings.
enum Words {
  /// A logarithm with three decimals, or with three digits where these would be zeros.
  static func nats(_ value: Double) -> String {
    guard !value.isNaN else { return "not known" }
    let rounded = (value * 1000).rounded() / 1000
    return rounded == 0 ? ScientificNumber.text(signed: value) : "\(rounded)"
  }

  /// Growth to its first digit: where it goes on, the orbit is chaotic, with another rounding it is another one, and
  /// the further digits are others.
  static func roughly(_ value: Double) -> String {
    guard value != 0 else { return "0" }
    let scale = Double.pow(10, max(0, -Double.log10(value.magnitude).rounded(.down)))
    return "\((value * scale).rounded() / scale)"
  }

  /// A lag, or that there is none among those that were looked at.
  static func lag(_ first: FirstLag, of steps: Int) -> String {
    switch first {
    case .lag(let lag): "at lag \(lag)"
    case .later: "at no lag up to \(steps)"
    case .unknown: "at a lag that is not known"
    }
  }

  /// A lifetime in steps, or that it is longer than what was looked at.
  static func lifetime(_ first: FirstLag, of steps: Int) -> String {
    switch first {
    case .lag(let lag): Count.text(lag, "step")
    case .later: "more than \(steps) steps"
    case .unknown: "a number of steps that is not known"
    }
  }
}
