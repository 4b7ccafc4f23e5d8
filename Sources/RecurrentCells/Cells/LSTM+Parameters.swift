public import DenseLinearAlgebra

extension LSTM {
  /// The weights and the bias of every gate, its peephole where there are some, and W_hr where there is one.
  public var parameterBlocks: [ParameterBlock] {
    var blocks = Gate.allCases.flatMap {
      ParameterBlock.all(of: $0.edge.memberNames, rows: rows($0))
    }
    if peepholes != nil {
      let factors: [(Gate, ParameterBlock.Factor)] = [
        (.input, .cell), (.forget, .cell), (.output, .newCell),
      ]
      blocks += factors.map { gate, factor in
        .init(
          name: "peephole.\(gate.edge.memberNames)", rows: rows(gate), factor: factor,
          form: .diagonal)
      }
    }
    if projection != nil {
      blocks.append(
        .init(
          name: "weight_hr", rows: projectedRows,
          factor: .gatedCell(gate: Gate.output.edge.memberNames)))
    }
    return blocks
  }

  /// Where h_t = W_hr·(o⊙tanh(C_t)) stands behind the pre-activations.
  private var projectedRows: Range<Int> { preActivationCount..<preActivationCount + hiddenCount }

  /// Diagonal under every gate: into C the factors of i, f, g, the same times the read-out into h, and
  /// the factor of o into h; W_hr on the left of the rows of h where there is one, and then the identity from what it
  /// gives into h.
  public func preActivationJacobian(of step: StepRecord<Scalar>) -> BlockMatrix<Scalar> {
    let d = LSTMDerivatives(of: step, in: self, along: .all)
    let intoCell: [(gate: Gate, factors: [Scalar])] = [
      (.input, d.inputGate), (.forget, d.forgetGate), (.candidate, d.candidate),
    ]
    let columns = projection == nil ? preActivationCount : projectedRows.upperBound
    var jacobian = BlockMatrix<Scalar>(rows: layout.count, columns: columns)
    showUnits(moving: d.outputGate, in: &jacobian, column: rows(.output).lowerBound)
    for (gate, factors) in intoCell {
      let column = rows(gate).lowerBound
      showUnits(moving: zip(d.readout, factors).map { $0 * $1 }, in: &jacobian, column: column)
      jacobian.diagonal.append(.init(row: hiddenCount, column: column, factors))
    }
    if projection != nil {
      let ones = [Scalar](repeating: 1, count: hiddenCount)
      jacobian.diagonal.append(.init(row: 0, column: projectedRows.lowerBound, ones))
    }
    return jacobian
  }
}
