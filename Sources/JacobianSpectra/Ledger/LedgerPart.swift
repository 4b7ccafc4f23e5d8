public import RecurrentCells

/// One line of a ledger: those paths from state t-k to state t that are counted together.
public enum LedgerPart: Hashable, Sendable, Codable {
  /// What a single edge accounts for:
  ///
  ///     contribution_e(t,k) = 1/k · Σ_s P(t,t-s)·J_{e,s}·P(s-1,s-1-(t-k)),  s = t-k+1 … t
  ///
  /// with J_s = Σ_e J_{e,s}: every path has the same weight in each of its k steps, and within a step
  /// in each of the edges that it takes there. An LSTM's read-out acts inside the step; with each
  /// path through it, it has half and the edge into C has half.
  case edge(EdgeSet)
  /// The paths that are in h at exactly so many of the states between t-k and t, which is so many
  /// further products with recurrent weights. 0 hops of `Quantity.cell` are the carousel ∏diag(f).
  /// h at the two ends is not counted, but for `Quantity.cellTotal`, `Quantity.hiddenFromCell` and
  /// `Quantity.hiddenFromInput`, whose paths begin in C or x and may pass the h of state t-k. In a stack, the h of every
  /// layer counts.
  case hops(Int)
  /// The paths with more hops than this.
  case hopsBeyond(Int)

  /// The name in files, such as `carry`, `hops_0`, `hops_beyond_3`.
  public var name: String {
    switch self {
    case .edge(let edge): edge.memberNames
    case .hops(let count): "hops_\(count)"
    case .hopsBeyond(let count): "hops_beyond_\(count)"
    }
  }

  /// Whether it is an edge and not a number of hops.
  package var isEdge: Bool { if case .edge = self { true } else { false } }
}
