public import DenseLinearAlgebra

/// Connections from the cell state of each unit to its own gates: C_{t-1} reaches the input and the
/// forget gate, C_t the output gate.
///
/// - Source: Gers and Schmidhuber 2000, "Recurrent nets that time and count".
public struct LSTMPeepholes<Scalar: LinearAlgebraScalar>: Sendable, Equatable {
  /// p_i, length n.
  public let input: [Scalar]
  /// p_f, length n.
  public let forget: [Scalar]
  /// p_o, length n.
  public let output: [Scalar]

  /// Peepholes of length n each.
  public init(input: [Scalar], forget: [Scalar], output: [Scalar]) {
    self.input = input
    self.forget = forget
    self.output = output
  }

  /// Requires `count` finite weights for each gate.
  func check(count: Int) throws(NetworkError) {
    for (gate, values) in [("input", input), ("forget", forget), ("output", output)] {
      let subject = "peephole of the \(gate) gate"
      try NetworkError.require(shape: [count], of: subject, found: [values.count])
      if let index = values.firstIndex(where: { !$0.isFinite }) {
        throw NetworkError(.nonFinite(index: [index]), in: subject)
      }
    }
  }
}
