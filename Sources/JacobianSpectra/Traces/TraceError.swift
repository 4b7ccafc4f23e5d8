/// A request that does not fit the network or the sequence, or a sequence without derivatives.
public struct TraceError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What went wrong.
  public enum Code: Sendable, Equatable {
    /// The cell has no such derivative.
    case unknownQuantity
    /// The cell has none of these edges, or not all of them.
    case unknownEdges
    /// There is no such layer, or it has no joint state with others.
    case unknownLayer
    /// A step beyond the sequence, or before its first.
    case stepOutOfRange
    /// No (step, lag) pair with lag ≤ step is left.
    case nothingToCompute
    /// More directions than the state has, or none; a ledger with fewer than 0 hops.
    case countOutOfRange
    /// A step's Jacobian is NaN or infinite somewhere, though the states are finite.
    case nonFiniteJacobian(step: Int)
  }

  /// What went wrong.
  public let code: Code
  /// What went wrong, in a sentence that says what to do.
  public let description: String
}
