import Foundation

/// One line of the table; fields have no spaces inside, so that a script can read it.
struct ResultRow: CustomStringConvertible {
  let network: String
  let job: String
  let threads: Int
  let seconds: Double
  let speedup: Double
  let reference: Double?
  let rate: Rate?
  let peakMemory: Double?

  static let header = line([
    "case", "job", "threads", "seconds", "speedup", "reference", "ratio", "rate", "limit", "MiB",
  ])

  var description: String {
    Self.line([
      network, job, String(threads), Self.short(seconds), Self.short(speedup),
      Self.short(reference), Self.short(reference.map { $0 / seconds }),
      rate.map { Self.short($0.perSecond) + $0.unit } ?? "-",
      rate.map { String(format: "%.0f%%", 100 * $0.perSecond / $0.limit) } ?? "-",
      peakMemory.map { String(format: "%.0f", $0) } ?? "-",
    ])
  }

  private static func line(_ fields: [String]) -> String {
    zip(fields, [-8, -4, 7, 9, 8, 10, 8, 13, 6, 6]).map { field, width in
      let padding = String(repeating: " ", count: max(1, abs(width) - field.count))
      return width < 0 ? field + padding : padding + field
    }.joined()
  }

  /// Three digits.
  private static func short(_ value: Double?) -> String {
    guard let value else { return "-" }
    return String(
      format: value < 1 ? "%.3g" : value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value)
  }
}
