/// End steps in groups that one cut serves: all blocks of a group over the lag reach across the state
/// before its first end step.
struct SlidingCuts: Sequence, IteratorProtocol {
  private let lag: Int
  private var rest: ArraySlice<Int>

  /// - Parameters:
  ///   - lag: At least 2.
  ///   - steps: Ascending.
  init(lag: Int, steps: [Int]) {
    precondition(lag >= 2, "lag \(lag) reaches across no state")
    self.lag = lag
    rest = steps[...]
  }

  mutating func next() -> ArraySlice<Int>? {
    guard let first = rest.first else { return nil }
    let group = rest.prefix { $0 - first < lag - 1 }
    rest = rest.dropFirst(group.count)
    return group
  }
}
