/// Which derivative of a later state with respect to an earlier one.
public enum Quantity: String, CaseIterable, Sendable, Codable {
  /// ∂h_t/∂h_{t-k} with C_{t-k} held fixed: the hh block of P(t,k), as reverse-mode AD gives it.
  case hidden
  /// ∂C_t/∂C_{t-k} with h_{t-k} held fixed: the cc block of P(t,k).
  case cell
  /// ∂C_t/∂C_{t-k} with h_{t-k} = o⊙tanh(C_{t-k}) (W_hr·, o(C_{t-k}) where there are a projection and
  /// peepholes) moving along: cc + ch·diag(readout_{t-k}), as
  /// reverse-mode AD gives it. State 0 is given, not computed: there it equals `cell`.
  case cellTotal
  /// ∂h_t/∂C_{t-k} with h_{t-k} moving along as for `cellTotal`: what a loss on h_t leaves in the gradient of C_{t-k}, as
  /// reverse-mode AD gives it, hc + hh·diag(readout_{t-k}).
  case hiddenFromCell
  /// ∂h_t/∂x_{t-k}, x the input of the layer, through every gate of step t-k: hh and hc of P(t,k) times ∂(h, C)/∂x of that
  /// step, which at k = 0 is ∂h_t/∂x_t. There is no input at state 0.
  case hiddenFromInput
  /// P(t,k) itself, on the whole state (h, C).
  case state
  /// ∂h_t/∂o_{t-k}, o the output gate: diag(tanh C_t) at k = 0 and hidden(t,k)·diag(tanh C_{t-k})
  /// for k ≥ 1; W_hr on the left of the diagonals where there is a projection. There is no gate at
  /// state 0.
  case output
}

extension Quantity {
  /// Whether paths may pass through h_{t-k}, which is neither held fixed nor the variable itself.
  package var takesHiddenAlong: Bool {
    switch self {
    case .cellTotal, .hiddenFromCell, .hiddenFromInput: true
    case .hidden, .cell, .state, .output: false
    }
  }
}
