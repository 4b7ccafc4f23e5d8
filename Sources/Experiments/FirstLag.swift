/// The first lag at which something holds.
enum FirstLag: Equatable {
  case lag(Int)
  /// At none of the lags that were looked at.
  case later
  /// It is not known of one before any at which it does.
  case unknown

  /// - Parameter holds: Of lags 1, 2, …; nil where it is not known.
  init(of holds: some Sequence<Bool?>) {
    guard let first = holds.enumerated().first(where: { $0.element != false }) else {
      self = .later
      return
    }
    self = first.element == nil ? .unknown : .lag(first.offset + 1)
  }

  /// Whether this lag is known to be later than another.
  func isLater(than other: FirstLag) -> Bool {
    guard let order, let other = other.order else { return false }
    return order > other
  }

  /// For comparisons: beyond all for ``later``, and nil where it is not known.
  var order: Int? {
    switch self {
    case .lag(let lag): lag
    case .later: .max
    case .unknown: nil
    }
  }
}
