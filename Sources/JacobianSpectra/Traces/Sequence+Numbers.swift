import DenseLinearAlgebra

extension Sequence<Int> {
  /// The numbers that lie in a range, ascending and without doubles; of ranges no others are looked at, so that `1...`
  /// may be given. Where none does, the first number, for a message.
  func numbers(in range: ClosedRange<Int>) -> [Int] {
    let found: [Int] =
      switch self {
      case let all as PartialRangeFrom<Int>:
        Array(Swift.min(all.lowerBound, range.upperBound + 1)..<range.upperBound + 1)
          .filter(range.contains)
      case let all as ClosedRange<Int>: all.overlaps(range) ? Array(all.clamped(to: range)) : []
      case let all as Range<Int>: all.overlaps(range) ? Array(all.clamped(to: Range(range))) : []
      default: Set(filter(range.contains)).sorted()
      }
    guard found.isEmpty else { return found }
    return (self as? PartialRangeFrom<Int>).map { [$0.lowerBound] } ?? Array(prefix(1))
  }

  /// All numbers, ascending and without doubles.
  func inOrder() -> [Int] {
    demand(
      !(self is PartialRangeFrom<Int>),
      "\(self) has no end: give a...b, with the number of steps for b")
    return Set(self).sorted()
  }
}
