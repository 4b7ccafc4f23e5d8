public import DenseLinearAlgebra

extension LSTM {
  /// The part of J that one edge accounts for.
  ///
  /// Paths into C run along one edge. Those into h that pass the read-out run along two, and each of
  /// the two has half of them; with A = forgetGate + inputGate + candidate:
  ///
  ///     carry        [[0, ½ readout·carry], [0, carry]]
  ///     forgetGate   [[½ readout·forgetGate, 0], [forgetGate, 0]]   and so the other two of A
  ///     readout      [[½ readout·A, ½ readout·carry], [0, 0]]
  ///     outputGate   [[outputGate, 0], [0, 0]]
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func jacobianShare(
    of edge: EdgeSet, in step: StepRecord<Scalar>
  ) -> BlockMatrix<Scalar> {
    let n = unitCount
    let d = LSTMDerivatives(of: step, unitCount: n, along: .all)
    let half = d.readout.map { $0 / 2 }
    let carried = zip(half, d.carry).map { $0 * $1 }
    func recurrent(_ factors: [Scalar], _ gate: Gate) -> Matrix<Scalar>.ScaledRows {
      .init(factors, times: weights.recurrent, from: rows(gate).lowerBound)
    }
    let intoCell: [(edge: EdgeSet, rows: Matrix<Scalar>.ScaledRows)] = [
      (.forgetGate, recurrent(d.forgetGate, .forget)),
      (.inputGate, recurrent(d.inputGate, .input)),
      (.candidate, recurrent(d.candidate, .candidate)),
    ]
    var share = BlockMatrix<Scalar>(rows: 2 * n, columns: 2 * n)
    if let own = intoCell.first(where: { $0.edge == edge }) {
      var block = Matrix<Scalar>(rows: 2 * n, columns: n)
      block.setRows(n..<2 * n, toSumOf: [own.rows])
      block.addScaledRows(half, from: n, to: 0)
      share.dense = [.init(row: 0, column: 0, block)]
    } else if edge == .carry {
      share.diagonal = [.init(row: 0, column: n, carried), .init(row: n, column: n, d.carry)]
    } else if edge == .readout {
      var block = Matrix<Scalar>(rows: n, columns: n)
      block.setRows(0..<n, toSumOf: intoCell.map(\.rows))
      block.scale(rows: half, columns: Array(repeating: 1, count: n))
      share.dense = [.init(row: 0, column: 0, block)]
      share.diagonal = [.init(row: 0, column: n, carried)]
    } else if edge == .outputGate {
      var block = Matrix<Scalar>(rows: n, columns: n)
      block.setRows(0..<n, toSumOf: [recurrent(d.outputGate, .output)])
      share.dense = [.init(row: 0, column: 0, block)]
    }
    return share
  }
}
