import RealModule

/// gnuplot's commands for the ticks of an axis of whole numbers.
enum Ticks {
  /// None between whole numbers.
  static func linear(_ axis: String, _ values: [Int]) -> String {
    let isShort = (values.max() ?? 0) - (values.min() ?? 0) < 10
    return "set \(axis)tics \(isShort ? "1" : "autofreq")"
  }

  /// Both ends, and between them 1, 2, 5, 10, 20, 50, … where there is room.
  ///
  /// - Parameter values: Positive, in order.
  static func logarithmic(_ axis: String, _ values: [Int]) -> String {
    guard let first = values.first, let last = values.last else { return linear(axis, values) }
    let room = 0.065 * Double.log(Double(last) / Double(first))
    func keepsApart(_ value: Int) -> Bool {
      Double.log(Double(value) / Double(first)) > room
        && Double.log(Double(last) / Double(value)) > room
    }
    let powers = sequence(first: 1) { $0 > last / 10 ? nil : 10 * $0 }
    let multiples = last / first > 1000 ? [1] : [1, 2, 5]
    let round = powers.flatMap { power in multiples.map { power * $0 } }
      .filter { first < $0 && $0 < last }
    let shown = [first] + round.filter(keepsApart) + (last > first ? [last] : [])
    return named(axis, shown.map { (name: $0, place: "\($0)") })
  }

  /// Names at places, which are gnuplot's expressions.
  static func named(_ axis: String, _ ticks: [(name: Int, place: String)]) -> String {
    "set \(axis)tics (\(ticks.map { "'\($0.name)' \($0.place)" }.joined(separator: ", ")))"
  }
}
