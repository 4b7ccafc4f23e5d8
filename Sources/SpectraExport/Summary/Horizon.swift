/// From which lag on σ₁ stays below a threshold.
public enum Horizon: Sendable, Equatable {
  /// From this one on, of the lags looked at.
  case lag(Int)
  /// It ends above.
  case never
  /// From this lag on σ₁ is not known: rounding noise, or below the exponent range.
  case unknown(from: Int)

  /// Takes the next larger lag.
  ///
  /// - Parameter isBelow: nil where σ₁ is not known.
  mutating func take(_ lag: Int, isBelow: Bool?) {
    switch (isBelow, self) {
    case (false?, _): self = .never
    case (true?, .lag), (nil, .unknown): break
    case (true?, _): self = .lag(lag)
    case (nil, _): self = .unknown(from: lag)
    }
  }

  /// For a table.
  var cell: String {
    switch self {
    case .lag(let lag): "\(lag)"
    case .never: "never"
    case .unknown(let lag): "not known from \(lag)"
    }
  }
}
