import DenseLinearAlgebra

extension GRU {
  /// The gates of one step, from its pre-activations.
  struct Gates {
    let reset: GateFunction<Scalar>
    let update: GateFunction<Scalar>
    /// tanh(a_n).
    let candidate: [Scalar]
    let candidateArguments: ArraySlice<Scalar>

    init(of preActivations: ArraySlice<Scalar>, in cell: GRU) {
      func arguments(_ gate: Gate) -> ArraySlice<Scalar> {
        preActivations.dropFirst(cell.rows(gate).lowerBound).prefix(cell.unitCount)
      }
      reset = GateFunction(cell.gateActivation, at: arguments(.reset))
      update = GateFunction(cell.gateActivation, at: arguments(.update))
      candidateArguments = arguments(.candidate)
      candidate = Scalar.hyperbolicTangents(of: candidateArguments)
    }
  }
}
