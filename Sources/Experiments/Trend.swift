/// How numbers go along a sweep.
enum Trend {
  /// Whether all are known, none is less than the one before, and the last more than the first.
  static func isRising(_ values: [Int?]) -> Bool {
    let known = values.compactMap(\.self)
    return known.count == values.count && isRising(known)
  }

  private static func isRising(_ values: [Int]) -> Bool {
    guard let first = values.first, let last = values.last else { return false }
    return first < last && zip(values, values.dropFirst()).allSatisfy { $0 <= $1 }
  }
}
