/// A later step and lags that exist for it.
struct StepLags: Sendable {
  let step: Int
  /// Ascending.
  let lags: [Int]

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
