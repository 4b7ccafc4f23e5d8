public import DenseLinearAlgebra

extension LSTM {
  /// The weights and biases of the gates; peepholes and W_hr are not among them.
  public var parameterBlocks: [ParameterBlock] {
    let gates: [(name: String, gate: Gate)] = [
      ("inputGate", .input), ("forgetGate", .forget), ("candidate", .candidate),
      ("outputGate", .output),
    ]
    return gates.flatMap { ParameterBlock.all(of: $0.name, rows: rows($0.gate)) }
  }

  /// Diagonal under every gate: into C the factors of i, f, g, the same times the read-out into h, and
  /// the factor of o into h; W_hr on the left of the rows of h where there is one.
  public func preActivationJacobian(of step: StepRecord<Scalar>) -> BlockMatrix<Scalar> {
    let n = unitCount
    let d = LSTMDerivatives(of: step, in: self, along: .all)
    let intoCell: [(gate: Gate, factors: [Scalar])] = [
      (.input, d.inputGate), (.forget, d.forgetGate), (.candidate, d.candidate),
    ]
    var jacobian = BlockMatrix<Scalar>(rows: layout.count, columns: 4 * n)
    showUnits(moving: d.outputGate, in: &jacobian, column: rows(.output).lowerBound)
    for (gate, factors) in intoCell {
      let column = rows(gate).lowerBound
      showUnits(moving: zip(d.readout, factors).map { $0 * $1 }, in: &jacobian, column: column)
      jacobian.diagonal.append(.init(row: hiddenCount, column: column, factors))
    }
    return jacobian
  }
}
