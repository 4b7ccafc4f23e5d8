/// Parameters that enter the pre-activations of every step linearly: a_i += Σ_j W_ij·v_j.
public struct ParameterBlock: Sendable, Hashable {
  /// The vector v that the parameters of a step are multiplied with.
  public enum Factor: Sendable, Hashable {
    /// x_t.
    case input
    /// h_{t-1}.
    case hidden
    /// h_{t-1} times the values of the gate of this name, such as r⊙h_{t-1} of a GRU whose reset acts before the
    /// product.
    case gatedHidden(gate: String)
    /// The number 1, for a bias.
    case one
  }

  /// Such as `weight_hh.forgetGate`; `bias` is the sum of b_ih and b_hh, and the derivative with
  /// respect to either.
  public let name: String
  /// The pre-activations that the parameters enter.
  public let rows: Range<Int>
  /// v.
  public let factor: Factor

  public init(name: String, rows: Range<Int>, factor: Factor) {
    self.name = name
    self.rows = rows
    self.factor = factor
  }

  /// The weights and the bias of one gate, by PyTorch's names.
  ///
  /// - Parameters:
  ///   - gate: The gate's name; nil where the cell has no gates.
  ///   - rows: The gate's pre-activations.
  static func all(of gate: String?, rows: Range<Int>) -> [ParameterBlock] {
    [("weight_ih", Factor.input), ("weight_hh", .hidden), ("bias", .one)].map { name, factor in
      ParameterBlock(name: gate.map { "\(name).\($0)" } ?? name, rows: rows, factor: factor)
    }
  }
}
