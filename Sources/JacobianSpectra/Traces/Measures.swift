/// What is computed of each Jacobian of a trace.
public struct Measures: OptionSet, Hashable, Sendable, CustomStringConvertible {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// All singular values, as natural logs.
  public static let sigma = Measures(rawValue: 1 << 0)
  /// The spectral norm σ₁, as its natural log.
  public static let norm = Measures(rawValue: 1 << 1)
  /// The spectral radius max|λ|, as its natural log. Not the spectral norm.
  public static let radius = Measures(rawValue: 1 << 2)
  /// Everything.
  public static let all: Measures = [.sigma, .norm, .radius]

  /// The measures by name.
  public static let named: [(name: String, measure: Measures)] = [
    ("sigma", .sigma), ("norm", .norm), ("radius", .radius),
  ]

  /// The names joined by `+`.
  public var description: String {
    Self.named.filter { contains($0.measure) }.map(\.name).joined(separator: "+")
  }
}
