public import DenseLinearAlgebra

extension LSTM {
  public var parameterBlocks: [ParameterBlock] {
    let gates: [(name: String, gate: Gate)] = [
      ("inputGate", .input), ("forgetGate", .forget), ("candidate", .candidate),
      ("outputGate", .output),
    ]
    return gates.flatMap { ParameterBlock.all(of: $0.name, rows: rows($0.gate)) }
  }

  /// Diagonal under every gate: into C the factors of i, f, g, the same times the read-out into h, and
  /// the factor of o into h.
  public func preActivationJacobian(of step: StepRecord<Scalar>) -> BlockMatrix<Scalar> {
    let n = unitCount
    let d = LSTMDerivatives(of: step, unitCount: n, along: .all)
    let intoCell: [(gate: Gate, factors: [Scalar])] = [
      (.input, d.inputGate), (.forget, d.forgetGate), (.candidate, d.candidate),
    ]
    var jacobian = BlockMatrix<Scalar>(rows: 2 * n, columns: 4 * n)
    jacobian.diagonal = [
      .init(row: 0, column: rows(.output).lowerBound, d.outputGate)
    ]
    for (gate, factors) in intoCell {
      let column = rows(gate).lowerBound
      jacobian.diagonal += [
        .init(row: 0, column: column, zip(d.readout, factors).map { $0 * $1 }),
        .init(row: n, column: column, factors),
      ]
    }
    return jacobian
  }
}
