/// A later step and lags that exist for it.
struct StepLags: Sendable {
  let step: Int
  /// Ascending; part of those of the request, whose memory all steps share.
  let lags: ArraySlice<Int>

  /// Whether a lag is among them.
  ///
  /// - Complexity: O(log lags).
  func contains(_ lag: Int) -> Bool {
    let place = lags.firstPlace { $0 >= lag }
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
    let first = self[...].firstPlace { $0 >= range.lowerBound }
    return self[first..<Swift.max(self[...].firstPlace { $0 >= range.upperBound }, first)]
  }
}

extension ArraySlice<Int> {
  /// The first place of an element that has a property which all elements behind it have, too.
  ///
  /// - Complexity: O(log count).
  fileprivate func firstPlace(where hasProperty: (Int) -> Bool) -> Int {
    var places = indices
    while !places.isEmpty {
      let middle = (places.lowerBound + places.upperBound) / 2
      places =
        hasProperty(self[middle])
        ? places.lowerBound..<middle : middle + 1..<places.upperBound
    }
    return places.lowerBound
  }
}
