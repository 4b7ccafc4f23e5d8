/// Parameters that enter every step linearly: a_i += Σ_j W_ij·v_j, or a_i += w_i·v_i, a the pre-activations or other sums
/// that ``RecurrentCell/preActivationJacobian(of:)`` has columns for.
public struct ParameterBlock: Sendable, Hashable, Codable {
  /// The vector v that the parameters of a step are multiplied with.
  public enum Factor: Sendable, Hashable, Codable {
    /// x_t.
    case input
    /// h_{t-1}.
    case hidden
    /// h_{t-1} times the values of the gate of this name, such as r⊙h_{t-1} of a GRU whose reset acts before the
    /// product.
    case gatedHidden(gate: String)
    /// C_{t-1}.
    case cell
    /// C_t.
    case newCell
    /// tanh(C_t) times the values of the gate of this name, such as o⊙tanh(C_t), which W_hr of an LSTM with a
    /// projection is multiplied with.
    case gatedCell(gate: String)
    /// The number 1, for a bias.
    case one
  }

  /// How the parameters meet v.
  public enum Form: Sendable, Hashable, Codable {
    /// a_i += Σ_j W_ij·v_j.
    case matrix
    /// a_i += w_i·v_i, as peepholes do: one parameter a row, v as long as there are rows.
    case diagonal
  }

  /// Such as `weight_hh.forgetGate`; `bias` is the sum of b_ih and b_hh, and the derivative with
  /// respect to either.
  public let name: String
  /// The places in a that the parameters enter.
  public let rows: Range<Int>
  /// v.
  public let factor: Factor
  /// How the parameters meet v.
  public let form: Form

  /// Parameters that meet `factor` in the sums of these rows.
  public init(name: String, rows: Range<Int>, factor: Factor, form: Form = .matrix) {
    self.name = name
    self.rows = rows
    self.factor = factor
    self.form = form
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
