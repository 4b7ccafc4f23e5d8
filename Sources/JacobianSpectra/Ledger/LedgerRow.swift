public import RecurrentCells

/// One Jacobian over a lag, taken apart.
///
/// In JSON `-inf` needs an encoder with a `nonConformingFloatEncodingStrategy`.
public struct LedgerRow: Sendable, Equatable, Codable {
  /// One part of it.
  public struct Entry: Sendable, Equatable, Codable {
    /// What is counted together.
    public let part: LedgerPart
    /// ln of the Frobenius norm, `-inf` for an exact zero; nil where it may have vanished below the exponent
    /// range, or is rounding noise.
    public let logNorm: Double?
    /// u₁ᵀ·part·v₁/σ₁ with the leading singular vectors of the whole: what the part adds to the
    /// largest gain. The shares of all edges sum to 1, and so do those of all hops; one may be
    /// negative or above 1 where parts cancel. nil where the whole is exactly zero or not known.
    public let share: Double?

    /// What is known of one part.
    public init(part: LedgerPart, logNorm: Double?, share: Double?) {
      self.part = part
      self.logNorm = logNorm
      self.share = share
    }
  }

  /// The derivative that is taken apart.
  public let quantity: Quantity
  /// t.
  public let step: Int
  /// k.
  public let lag: Int
  /// ln σ₁ of the whole, `-inf` if it is exactly zero; nil where it may have vanished below the exponent range, or is
  /// rounding noise.
  public let logSpectralNorm: Double?
  /// The edges, then the hops.
  public let entries: [Entry]

  /// A row of what is known of one derivative over a lag and of its parts.
  public init(
    quantity: Quantity, step: Int, lag: Int, logSpectralNorm: Double?, entries: [Entry]
  ) {
    self.quantity = quantity
    self.step = step
    self.lag = lag
    self.logSpectralNorm = logSpectralNorm
    self.entries = entries
  }

  /// What is known of one part, such as `row[.edge(.carry)]`; nil where the row has none of it.
  public subscript(_ part: LedgerPart) -> Entry? { entries.first { $0.part == part } }

  /// How far the shares of the edges are from summing to 1: what rounding did, more where parts
  /// cancel. nil where the whole is exactly zero or not known.
  public var closureError: Double? {
    let shares = entries.filter(\.part.isEdge).map(\.share)
    guard !shares.contains(nil) else { return nil }
    return (1 - shares.reduce(0) { $0 + ($1 ?? 0) }).magnitude
  }
}
