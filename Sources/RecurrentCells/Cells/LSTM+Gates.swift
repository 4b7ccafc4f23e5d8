import DenseLinearAlgebra

extension LSTM {
  /// The gates of one step, from its pre-activations.
  struct Gates {
    let input: GateFunction<Scalar>
    let forget: GateFunction<Scalar>
    let output: GateFunction<Scalar>
    /// tanh(a_g).
    let candidate: [Scalar]
    let candidateArguments: ArraySlice<Scalar>

    init(of preActivations: ArraySlice<Scalar>, in cell: LSTM) {
      func arguments(_ gate: Gate) -> ArraySlice<Scalar> {
        preActivations[relative: cell.rows(gate)]
      }
      input = GateFunction(cell.gateActivation, at: arguments(.input))
      forget = GateFunction(cell.gateActivation, at: arguments(.forget))
      output = GateFunction(cell.gateActivation, at: arguments(.output))
      candidateArguments = arguments(.candidate)
      candidate = Scalar.hyperbolicTangents(of: candidateArguments)
    }
  }
}
