/// From which lag on σ₁ stays below a threshold.
public enum Horizon: Sendable, Equatable {
  /// From this one on, of the lags looked at, or where it `isFirst` of those that are known, from an earlier one; at `gaps` later ones σ₁
  /// is not known.
  case lag(Int, gaps: Int = 0, isFirst: Bool = false)
  /// It ends above.
  case never
  /// From this lag on σ₁ is not known: rounding noise, or below the exponent range.
  case unknown(from: Int)

  /// For a table.
  var cell: String {
    switch self {
    case .lag(let lag, let gaps, let isFirst):
      "from \(isFirst ? "≤ " : "")\(lag)" + Self.note(on: gaps)
    case .never: "never"
    case .unknown(let lag): "not known from \(lag)"
    }
  }

  /// What is said of a lag that others lie behind at which σ₁ is not known.
  static func note(on gaps: Int) -> String {
    gaps == 0 ? "" : " (\(gaps) \(gaps == 1 ? "lag" : "lags") not known)"
  }
}

extension Horizon {
  /// A horizon on the way along the lags.
  struct Search: Sendable, Equatable {
    /// Whether it has been above at a lag that was looked at.
    private var hasBeenAbove = false
    /// From this lag on σ₁ has been below where it was known.
    private var start: Int?
    /// The lags behind ``start`` at which it was not known, but for the last ones.
    private var gaps = 0
    /// The first of the last lags at which it is not known.
    private var unknownStart: Int?
    /// How many these are.
    private var unknownCount = 0

    /// Takes the next larger lag.
    ///
    /// - Parameter isBelow: nil where σ₁ is not known.
    mutating func take(_ lag: Int, isBelow: Bool?) {
      guard let isBelow else {
        unknownStart = unknownStart ?? lag
        unknownCount += 1
        return
      }
      if !isBelow {
        (start, hasBeenAbove) = (nil, true)
      } else if start == nil {
        (start, gaps) = (lag, 0)
      } else {
        gaps += unknownCount
      }
      (unknownStart, unknownCount) = (nil, 0)
    }

    /// What has been found.
    var horizon: Horizon {
      if let unknownStart { return .unknown(from: unknownStart) }
      // Lags from 1 on are all there are, but for the one without a step.
      return start.map { .lag($0, gaps: gaps, isFirst: !hasBeenAbove && $0 > 1) } ?? .never
    }
  }
}
