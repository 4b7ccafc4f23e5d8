import DenseLinearAlgebra

extension GRU {
  /// The pre-activations of one gate.
  func arguments(_ gate: Gate, in preActivations: ArraySlice<Scalar>) -> ArraySlice<Scalar> {
    preActivations[relative: rows(gate)]
  }

  /// The gates of one step, from its pre-activations.
  struct Gates {
    let reset: GateFunction<Scalar>
    let update: GateFunction<Scalar>
    /// tanh(a_n).
    let candidate: [Scalar]
    let candidateArguments: ArraySlice<Scalar>

    init(of preActivations: ArraySlice<Scalar>, in cell: GRU) {
      reset = GateFunction(
        cell.gateActivation, at: cell.arguments(.reset, in: preActivations))
      update = GateFunction(
        cell.gateActivation, at: cell.arguments(.update, in: preActivations))
      candidateArguments = cell.arguments(.candidate, in: preActivations)
      candidate = Scalar.hyperbolicTangents(of: candidateArguments)
    }
  }
}
