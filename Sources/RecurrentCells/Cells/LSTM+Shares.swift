public import DenseLinearAlgebra

extension LSTM {
  /// The part of J that one edge accounts for.
  ///
  /// Paths into C run along one edge. Those into h that pass C run along two, and each of the two has
  /// half of them; with A = forgetGate + inputGate + candidate, K = carry + forgetPeephole +
  /// inputPeephole and R = readout + outputPeephole, W_hr on the left of the rows of h where there is
  /// one:
  ///
  ///     carry        [[0, ½ R·carry], [0, carry]]             and so the other two of K
  ///     forgetGate   [[½ R·forgetGate, 0], [forgetGate, 0]]   and so the other two of A
  ///     readout      [[½ readout·A, ½ readout·K], [0, 0]]     and so the other one of R
  ///     outputGate   [[outputGate, 0], [0, 0]]
  public func jacobianShare(
    of edge: EdgeSet, in step: StepRecord<Scalar>
  ) -> BlockMatrix<Scalar> {
    let (n, p) = (unitCount, hiddenCount)
    let own = LSTMDerivatives(of: step, in: self, along: edge)
    var d = LSTMDerivatives(of: step, in: self, along: .all)
    let isInside = EdgeSet.insideStep.contains(edge)
    d.readout = (isInside ? own : d).readout.map { $0 / 2 }
    let intoCell: EdgeSet = [.forgetGate, .inputGate, .candidate]
    var share = BlockMatrix<Scalar>(rows: p + n, columns: p + n)

    let gates = isInside ? intoCell : edge
    if !gates.isDisjoint(with: intoCell.union(.outputGate)) {
      var paths = Matrix<Scalar>(rows: 2 * n, columns: p)
      writeGatePaths(
        d, through: weights.recurrent, along: gates.union(.insideStep), into: &paths)
      if isInside || edge == .outputGate {
        let toHidden = paths.submatrix(rows: 0..<n, columns: 0..<p)
        share.dense.append(.init(row: 0, column: 0, projection.map { $0 * toHidden } ?? toHidden))
      } else {
        share.dense.append(.init(row: 0, column: 0, shown(paths)))
      }
    }
    if isInside || !edge.isDisjoint(with: [.carry, .forgetPeephole, .inputPeephole]) {
      let carry = isInside ? d.carry : own.carry
      showUnits(moving: zip(d.readout, carry).map { $0 * $1 }, in: &share, column: p)
      if !isInside { share.diagonal.append(.init(row: p, column: p, carry)) }
    }
    return share
  }
}
