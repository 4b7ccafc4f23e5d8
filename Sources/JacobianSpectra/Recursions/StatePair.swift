/// A later state and an earlier one, by which it is differentiated.
struct StatePair: Sendable, Hashable {
  /// t.
  let step: Int
  /// t - k.
  let start: Int
}
