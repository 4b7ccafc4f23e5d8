/// A later step and lags that exist for it.
struct StepLags: Sendable {
  let step: Int
  /// Ascending; part of those of the request, whose memory all steps share.
  let lags: ArraySlice<Int>

  /// Whether a lag is among them.
  ///
  /// - Complexity: O(log lags).
  func contains(_ lag: Int) -> Bool {
    let place = lags.indices.firstPlace { lags[$0] >= lag }
    return place < lags.endIndex && lags[place] == lag
  }

  /// The states that a lag reaches over.
  func pair(_ lag: Int) -> StatePair { StatePair(step: step, start: step - lag) }
}

extension Collection<StepLags> {
  /// All states that the pairs reach over.
  var states: ClosedRange<Int> {
    let first = lazy.map { $0.step - ($0.lags.last ?? 0) }.min() ?? 0
    return first...(lazy.map(\.step).max() ?? first)
  }
}

extension [Int] {
  /// Those of ascending numbers that lie in a range.
  ///
  /// - Complexity: O(log count); the memory is shared.
  func part(in range: Range<Int>) -> ArraySlice<Int> {
    let first = indices.firstPlace { self[$0] >= range.lowerBound }
    return self[first..<Swift.max(indices.firstPlace { self[$0] >= range.upperBound }, first)]
  }
}

extension Range<Int> {
  /// The first place with a property that all places behind it have, too; the end where none has.
  ///
  /// - Complexity: O(log count).
  func firstPlace(where hasProperty: (Int) -> Bool) -> Int {
    var places = self
    while !places.isEmpty {
      let middle = places.lowerBound + places.count / 2
      places =
        hasProperty(middle) ? places.lowerBound..<middle : middle + 1..<places.upperBound
    }
    return places.lowerBound
  }
}
