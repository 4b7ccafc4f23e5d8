import DenseLinearAlgebra

/// The factors of the edges of an LSTM step, zero for diagonal edges that are left out.
struct LSTMDerivatives<Scalar: LinearAlgebraScalar> {
  /// diag(f), with peepholes diag(f + c₋σ'(a_f)p_f + gσ'(a_i)p_i).
  let carry: [Scalar]
  /// diag(c₋ σ'(a_f)), before U_f.
  let forgetGate: [Scalar]
  /// diag(g σ'(a_i)), before U_i.
  let inputGate: [Scalar]
  /// diag(i sech²(a_g)), before U_g.
  let candidate: [Scalar]
  /// diag(o sech²(c)), with peepholes diag(o sech²(c) + tanh(c)σ'(a_o)p_o).
  var readout: [Scalar]
  /// diag(tanh(c) σ'(a_o)), before U_o.
  let outputGate: [Scalar]
  /// Of all of these.
  var watch = UnderflowWatch<Scalar>()

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(of step: StepRecord<Scalar>, in cell: LSTM<Scalar>, along edges: EdgeSet) {
    let n = cell.unitCount
    let gates = LSTM<Scalar>.Gates(of: step.preActivations, in: cell)
    let before = step.previous.suffix(n)
    let after = step.state.suffix(n)
    let none = [Scalar](repeating: 0, count: n)
    let (candidateSlopes, readoutSlopes) = (
      sechSquared(at: gates.candidateArguments), sechSquared(at: after)
    )
    for gate in [gates.forget, gates.input, gates.output] { watch.see(smallest: gate.smallest) }
    for slopes in [candidateSlopes, readoutSlopes] { watch.see(slopes) }
    forgetGate = watch.products(before, gates.forget.derivatives)
    inputGate = watch.products(gates.candidate[...], gates.input.derivatives)
    candidate = watch.products(gates.input.values[...], candidateSlopes)
    outputGate = watch.products(
      Scalar.hyperbolicTangents(of: after)[...], gates.output.derivatives)
    var carry = edges.contains(.carry) ? gates.forget.values : none
    var readout =
      edges.contains(.readout) ? watch.products(gates.output.values[...], readoutSlopes) : none
    if let peepholes = cell.peepholes {
      for j in 0..<n {
        if edges.contains(.forgetPeephole) { carry[j] += forgetGate[j] * peepholes.forget[j] }
        if edges.contains(.inputPeephole) { carry[j] += inputGate[j] * peepholes.input[j] }
        if edges.contains(.outputPeephole) { readout[j] += outputGate[j] * peepholes.output[j] }
      }
    }
    self.carry = carry
    self.readout = readout
  }

  /// Looks for what goes below the exponent range behind the gates.
  ///
  /// - Parameter least: The smallest weight.
  mutating func watchGatePaths(timesWeightsFrom least: Scalar) {
    let shown = [forgetGate, inputGate, candidate].map { watch.products($0[...], readout) }
    for gate in [forgetGate, inputGate, candidate, outputGate] + shown {
      watch.see(gate, timesWeightsFrom: least)
    }
  }
}
