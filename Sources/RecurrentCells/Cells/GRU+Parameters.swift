public import DenseLinearAlgebra

extension GRU {
  /// Where the reset acts after the product the candidate has two biases, which act apart.
  public var parameterBlocks: [ParameterBlock] {
    let candidate = rows(.candidate)
    let recurrent = reset == .afterProduct ? 3 * unitCount..<4 * unitCount : candidate
    let shared =
      [Gate.reset, .update].flatMap {
        ParameterBlock.all(of: $0.edge.memberNames, rows: rows($0))
      } + [.init(name: "weight_ih.candidate", rows: candidate, factor: .input)]
    switch reset {
    case .afterProduct:
      return shared + [
        .init(name: "weight_hh.candidate", rows: recurrent, factor: .hidden),
        .init(name: "bias_ih.candidate", rows: candidate, factor: .one),
        .init(name: "bias_hh.candidate", rows: recurrent, factor: .one),
      ]
    case .beforeProduct:
      return shared + [
        .init(
          name: "weight_hh.candidate", rows: candidate,
          factor: .gatedHidden(gate: Gate.reset.edge.memberNames)),
        .init(name: "bias.candidate", rows: candidate, factor: .one),
      ]
    }
  }

  /// Diagonal under every gate and under W_hn h + b_hn; dense under the reset gate where it acts
  /// before the product.
  public func preActivationJacobian(of step: StepRecord<Scalar>) -> BlockMatrix<Scalar> {
    let n = unitCount
    let d = GRUDerivatives(of: step, in: self, along: .all)
    var jacobian = BlockMatrix<Scalar>(
      rows: n, columns: preActivationCount,
      diagonal: [
        .init(row: 0, column: rows(.update).lowerBound, d.updateGate),
        .init(row: 0, column: rows(.candidate).lowerBound, d.candidate),
      ])
    if let cancelled = d.cancelledUpdate {
      var columns = [Scalar](repeating: 0, count: preActivationCount)
      for j in rows(.update) { columns[j] = 1 }
      jacobian.cancelledTerms = .init(rows: cancelled, columns: columns)
    }
    switch reset {
    case .afterProduct:
      jacobian.diagonal += [
        .init(row: 0, column: rows(.reset).lowerBound, d.resetAfterProduct(step)),
        .init(row: 0, column: 3 * n, zip(d.candidate, d.resetGate).map { $0 * $1 }),
      ]
    case .beforeProduct:
      var resetPaths = candidateWeights
      resetPaths.scale(rows: d.candidate, columns: d.resetBeforeProduct(step))
      jacobian.dense.append(.init(row: 0, column: rows(.reset).lowerBound, resetPaths))
    }
    return jacobian
  }
}
