public import RecurrentCells

/// How h_t moves with the parameters, by the step at which they act and by block.
///
/// In JSON `-inf` needs an encoder with a `nonConformingFloatEncodingStrategy`.
public struct Sensitivity: Sendable, Equatable, Codable {
  /// The parameters as they acted at one step.
  public struct Row: Sendable, Equatable, Codable {
    /// t.
    public let step: Int
    /// k: the parameters act at step t - k; 0 is step t itself.
    public let lag: Int
    /// ln of the Frobenius norm of the rows of h of P(t,k)·∂⁺s_{t-k}/∂θ, s the state, for each block, `-inf` for an exact
    /// zero; nil where it may have vanished below the exponent range, or is rounding noise.
    public let logNorms: [Double?]

    /// A row of norms, one for each block of parameters.
    public init(step: Int, lag: Int, logNorms: [Double?]) {
      self.step = step
      self.lag = lag
      self.logNorms = logNorms
    }
  }

  /// By step, then lag.
  public let rows: [Row]
  /// What the norms of a row belong to, in order.
  public let blocks: [ParameterBlock]

  /// A sensitivity of rows by step, then lag, with a norm for each block.
  public init(rows: [Row], blocks: [ParameterBlock]) {
    self.rows = rows
    self.blocks = blocks
  }

  /// The row of a step and lag; nil where there is none.
  ///
  /// - Complexity: O(log rows); O(rows) where there is none.
  public subscript(step step: Int, lag lag: Int) -> Row? { rows.first(step: step, lag: lag) }
}

extension Sensitivity.Row: PlacedRow {
  /// There is one kind.
  var kind: Bool { true }
}
