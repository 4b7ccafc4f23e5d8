/// How numbers go along a sweep.
enum Trend {
  /// Whether none is less than the one before, and the last more than the first.
  static func isRising(_ values: [Int]) -> Bool {
    guard let first = values.first, let last = values.last else { return false }
    return first < last && zip(values, values.dropFirst()).allSatisfy { $0 <= $1 }
  }
}
