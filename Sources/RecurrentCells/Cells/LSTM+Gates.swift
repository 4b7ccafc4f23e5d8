import DenseLinearAlgebra

extension LSTM {
  /// The gates of one step, from its pre-activations.
  struct Gates {
    let input: LogisticFunction<Scalar>
    let forget: LogisticFunction<Scalar>
    let output: LogisticFunction<Scalar>
    /// tanh(a_g).
    let candidate: [Scalar]
    let candidateArguments: ArraySlice<Scalar>

    init(of preActivations: ArraySlice<Scalar>, unitCount n: Int) {
      func arguments(_ gate: Gate) -> ArraySlice<Scalar> {
        preActivations.dropFirst(gate.rawValue * n).prefix(n)
      }
      input = LogisticFunction(at: arguments(.input))
      forget = LogisticFunction(at: arguments(.forget))
      output = LogisticFunction(at: arguments(.output))
      candidateArguments = arguments(.candidate)
      candidate = Scalar.hyperbolicTangents(of: candidateArguments)
    }
  }
}
