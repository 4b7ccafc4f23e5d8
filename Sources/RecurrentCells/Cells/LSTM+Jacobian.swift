public import DenseLinearAlgebra
import RealModule

extension LSTM {
  public var edges: EdgeSet {
    [.carry, .forgetGate, .inputGate, .candidate, .readout, .outputGate]
  }

  /// Two blocks of rows, h and c, under h₋ (dense) and c₋ (diagonal).
  public func makeJacobian() -> BlockMatrix<Scalar> {
    let n = unitCount
    return BlockMatrix(
      rows: 2 * n, columns: 2 * n,
      dense: [.init(row: 0, column: 0, Matrix(rows: 2 * n, columns: n))],
      diagonal: [
        .init(row: 0, column: n, Array(repeating: 0, count: n)),
        .init(row: n, column: n, Array(repeating: 0, count: n)),
      ])
  }

  /// J = [[outputGate + readout·A, readout·carry], [A, carry]] with A = forgetGate + inputGate +
  /// candidate.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func writeJacobian(
    of step: StepRecord<Scalar>, along edges: EdgeSet, into jacobian: inout BlockMatrix<Scalar>
  ) {
    let n = unitCount
    let d = LSTMDerivatives(of: step, unitCount: n, along: edges)
    let u = weights.recurrent
    func terms(_ list: [(EdgeSet, [Scalar], Gate)]) -> [Matrix<Scalar>.ScaledRows] {
      list.filter { edges.contains($0.0) }.map {
        .init($0.1, times: u, from: rows($0.2).lowerBound)
      }
    }
    jacobian.dense[0].matrix.setRows(
      n..<2 * n,
      toSumOf: terms([
        (.forgetGate, d.forgetGate, .forget), (.inputGate, d.inputGate, .input),
        (.candidate, d.candidate, .candidate),
      ]))
    jacobian.dense[0].matrix.setRows(
      0..<n, toSumOf: terms([(.outputGate, d.outputGate, .output)]))
    if edges.contains(.readout) {
      jacobian.dense[0].matrix.addScaledRows(d.readout, from: n, to: 0)
    }
    jacobian.diagonal[0].values = zip(d.readout, d.carry).map { $0 * $1 }
    jacobian.diagonal[1].values = d.carry
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func cellReadout(of step: StepRecord<Scalar>) -> [Scalar]? {
    LSTMDerivatives(of: step, unitCount: unitCount, along: .all).readout
  }

  public func outputGateGain(of step: StepRecord<Scalar>) -> [Scalar]? {
    Scalar.hyperbolicTangents(of: step.state.dropFirst(unitCount))
  }
}

/// The factors of the six edges of an LSTM step, zero for edges that are left out.
struct LSTMDerivatives<Scalar: LinearAlgebraScalar> {
  /// diag(f).
  let carry: [Scalar]
  /// diag(c₋ σ'(a_f)), before U_f.
  let forgetGate: [Scalar]
  /// diag(g σ'(a_i)), before U_i.
  let inputGate: [Scalar]
  /// diag(i sech²(a_g)), before U_g.
  let candidate: [Scalar]
  /// diag(o sech²(c)).
  let readout: [Scalar]
  /// diag(tanh(c) σ'(a_o)), before U_o.
  let outputGate: [Scalar]

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(of step: StepRecord<Scalar>, unitCount n: Int, along edges: EdgeSet) {
    let gates = LSTM<Scalar>.Gates(of: step.preActivations, unitCount: n)
    let before = step.previous.dropFirst(n)
    let after = step.state.dropFirst(n)
    let none = [Scalar](repeating: 0, count: n)
    func product(_ left: some Sequence<Scalar>, _ right: [Scalar]) -> [Scalar] {
      zip(left, right).map { $0 * $1 }
    }
    carry = edges.contains(.carry) ? gates.forget.values : none
    forgetGate = product(before, gates.forget.derivatives)
    inputGate = product(gates.candidate, gates.input.derivatives)
    candidate = product(gates.input.values, sechSquared(at: gates.candidateArguments))
    readout =
      edges.contains(.readout) ? product(gates.output.values, sechSquared(at: after)) : none
    outputGate = product(Scalar.hyperbolicTangents(of: after), gates.output.derivatives)
  }
}
