/// The connections inside one step of a recurrent cell that carry a derivative.
///
/// A set of edges S defines the derivative in which only the edges of S carry it, all others held
/// constant: P_S(t,k). The Jacobian of a step is the sum over its paths along these edges. Where an
/// LSTM projects its hidden state, edges to h have W_hr on the left. Over a lag a single edge leads on where it ends in
/// what it begins with: an LSTM's carry and output gate do, its other edges only together with others.
///
/// Cells and sequences of your own choose among the edges in ``named``, whatever these are called: all else, such as a
/// ledger, goes by these. A set is encoded as its raw value.
public struct EdgeSet: OptionSet, Hashable, Sendable, Codable, CustomStringConvertible {
  public let rawValue: UInt16

  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// RNN: h₋ → h, diag(φ'(a))·W_hh.
  public static let recurrent = EdgeSet(rawValue: 1 << 0)
  /// LSTM: c₋ → c, diag(f). GRU: h₋ → h, diag(z).
  public static let carry = EdgeSet(rawValue: 1 << 1)
  /// LSTM: h₋ → c through the forget gate, diag(c₋ σ'(a_f))·U_f.
  public static let forgetGate = EdgeSet(rawValue: 1 << 2)
  /// LSTM: h₋ → c through the input gate, diag(g σ'(a_i))·U_i.
  public static let inputGate = EdgeSet(rawValue: 1 << 3)
  /// LSTM: h₋ → c through the candidate, diag(i sech²(a_g))·U_g.
  /// GRU: h₋ → h through the candidate, diag(d r)·U_n with d = (1-z) sech²(a_n); reset before the product diag(d)·U_n·diag(r).
  public static let candidate = EdgeSet(rawValue: 1 << 4)
  /// LSTM: c → h inside the step, diag(o sech²(c)).
  public static let readout = EdgeSet(rawValue: 1 << 5)
  /// LSTM: h₋ → h through the output gate, diag(tanh(c) σ'(a_o))·U_o.
  public static let outputGate = EdgeSet(rawValue: 1 << 6)
  /// GRU: h₋ → h through the update gate, diag((h₋ - n) σ'(a_z))·U_z.
  public static let updateGate = EdgeSet(rawValue: 1 << 7)
  /// GRU: h₋ → h through the reset gate and the candidate, diag(d (U_n h₋ + b_hn) σ'(a_r))·U_r; reset before the product
  /// diag(d)·U_n·diag(h₋ σ'(a_r))·U_r.
  public static let resetGate = EdgeSet(rawValue: 1 << 8)

  /// LSTM with peepholes: c₋ → c through the forget gate, diag(c₋ σ'(a_f) p_f).
  public static let forgetPeephole = EdgeSet(rawValue: 1 << 9)
  /// LSTM with peepholes: c₋ → c through the input gate, diag(g σ'(a_i) p_i).
  public static let inputPeephole = EdgeSet(rawValue: 1 << 10)
  /// LSTM with peepholes: c → h through the output gate inside the step, diag(tanh(c) σ'(a_o) p_o).
  public static let outputPeephole = EdgeSet(rawValue: 1 << 11)
  /// Stack of layers: h of the layer below → h and c of a layer, inside the step, through all its
  /// gates.
  public static let fromBelow = EdgeSet(rawValue: 1 << 12)

  /// Every edge that the cell has.
  public static let all = EdgeSet(rawValue: .max)
  /// The constant error carousel: ∏diag(f) of an LSTM, ∏diag(z) of a GRU.
  public static let carousel: EdgeSet = [.carry]
  /// The self-multiplication of the output gate that remains when the cell state is taken out of
  /// an LSTM: ∏diag(tanh(c) σ'(a_o))·U_o.
  public static let outputPath: EdgeSet = [.outputGate]

  /// The edges that begin at the new cell state, inside the step: alone they lead nowhere.
  public static let insideStep: EdgeSet = [.readout, .outputPeephole]

  /// The single edges by name, in the order in which names are written.
  public static let named: [(name: String, edge: EdgeSet)] = [
    ("recurrent", .recurrent), ("carry", .carry), ("forgetGate", .forgetGate),
    ("inputGate", .inputGate), ("candidate", .candidate), ("readout", .readout),
    ("outputGate", .outputGate), ("updateGate", .updateGate), ("resetGate", .resetGate),
    ("forgetPeephole", .forgetPeephole), ("inputPeephole", .inputPeephole),
    ("outputPeephole", .outputPeephole), ("fromBelow", .fromBelow),
  ]

  /// Every edge that has a name.
  package static let allNamed = EdgeSet(named.map(\.edge))

  /// The sets with a name of their own.
  public static let presets: [(name: String, edges: EdgeSet)] = [
    ("all", .all), ("carousel", .carousel), ("outputPath", .outputPath),
  ]

  /// The single edges in the set.
  public var members: [EdgeSet] { Self.named.map(\.edge).filter(contains) }

  private var names: [String] { Self.named.filter { contains($0.edge) }.map(\.name) }

  /// The names of the single edges in the set, for people.
  public var memberNames: String {
    names.joined(separator: ", ")
  }

  /// The names of the single edges, after that of the preset that they are, for people.
  public var spelledOut: String {
    guard !isEmpty else { return "none" }
    guard let preset = Self.presets.first(where: { $0.edges == self }) else { return memberNames }
    return "\(preset.name) (\(memberNames))"
  }

  /// The names joined by `+`, or `all`.
  public var description: String {
    self == .all ? "all" : names.joined(separator: "+")
  }

  /// The preset's name, or the names of the edges joined by `+`.
  ///
  /// - Parameter cell: The edges of the cell: a set that has them all is called `all`.
  public func name(among cell: EdgeSet) -> String {
    let own = intersection(cell)
    if own == cell { return "all" }
    return Self.presets.first { $0.edges == own }?.name ?? own.description
  }
}
