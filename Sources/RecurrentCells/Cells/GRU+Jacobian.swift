public import DenseLinearAlgebra

extension GRU {
  public var edges: EdgeSet { [.carry, .updateGate, .resetGate, .candidate] }

  /// One dense block, and the carry on its diagonal.
  public func makeJacobian() -> BlockMatrix<Scalar> {
    let n = unitCount
    return BlockMatrix(
      rows: n, columns: n, dense: [.init(row: 0, column: 0, Matrix(rows: n, columns: n))],
      diagonal: [.init(row: 0, column: 0, Array(repeating: 0, count: n))])
  }

  /// J = carry + updateGate + resetGate + candidate. With d = (1-z) sech²(a_n):
  ///
  ///     carry        diag(z)
  ///     updateGate   diag((h₋ - n) σ'(a_z))·U_z
  ///     resetGate    diag(d (U_n h₋ + b_hn) σ'(a_r))·U_r      reset after the product
  ///                  diag(d)·U_n·diag(h₋ σ'(a_r))·U_r         before it
  ///     candidate    diag(d r)·U_n                            after
  ///                  diag(d)·U_n·diag(r)                      before
  ///
  /// - Complexity: O(n²); where the reset acts before the product O(n³), one product of n×n matrices.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func writeJacobian(
    of step: StepRecord<Scalar>, along edges: EdgeSet, into jacobian: inout BlockMatrix<Scalar>
  ) {
    let n = unitCount
    var d = GRUDerivatives(of: step, in: self, along: edges)
    jacobian.diagonal[0].values = d.carry
    d.watchGates(timesWeightsFrom: weights.smallestMagnitude)
    jacobian.setUnderflow(d.watch.hasSeenAny)
    jacobian.cancelledTerms =
      edges.contains(.updateGate)
      ? d.cancelledUpdate.map { .init(rows: $0, columns: updateSizes) } : nil
    var terms: [Matrix<Scalar>.ScaledRows] = []
    if edges.contains(.updateGate) {
      terms.append(scaled(d.updateGate, weights.recurrent, .update))
    }
    switch reset {
    case .afterProduct:
      if edges.contains(.resetGate) {
        terms.append(scaled(d.resetAfterProduct(step), weights.recurrent, .reset))
      }
      if edges.contains(.candidate) {
        terms.append(
          scaled(zip(d.candidate, d.resetGate).map { $0 * $1 }, weights.recurrent, .candidate))
      }
    case .beforeProduct:
      if edges.isDisjoint(with: [.resetGate, .candidate]) { break }
      // ∂(r⊙h₋)/∂h₋.
      var kept = Matrix<Scalar>(rows: n, columns: n)
      if edges.contains(.resetGate) {
        kept.setRows(
          0..<n, toSumOf: [scaled(d.resetBeforeProduct(step), weights.recurrent, .reset)])
      }
      if edges.contains(.candidate) {
        for (j, r) in d.resetGate.enumerated() { kept[j, j] += r }
      }
      terms.append(.init(d.candidate, times: candidateWeights * kept, from: 0))
    }
    jacobian.dense[0].matrix.setRows(0..<n, toSumOf: terms)
  }

  /// updateGate + resetGate with W_iz and W_ir on the right, and diag(d)·W_in.
  public func inputJacobian(
    of step: StepRecord<Scalar>, input: [Scalar], along edges: EdgeSet
  ) -> BlockMatrix<Scalar> {
    let n = unitCount
    var d = GRUDerivatives(of: step, in: self, along: edges)
    d.watchGates(timesWeightsFrom: weights.smallestMagnitude)
    var jacobian = Matrix<Scalar>(rows: n, columns: inputCount)
    var terms = [
      scaled(d.updateGate, weights.input, .update), scaled(d.candidate, weights.input, .candidate),
    ]
    switch reset {
    case .afterProduct: terms.append(scaled(d.resetAfterProduct(step), weights.input, .reset))
    case .beforeProduct:
      jacobian.setRows(
        0..<n, toSumOf: [scaled(d.resetBeforeProduct(step), weights.input, .reset)])
      terms.append(.init(d.candidate, times: candidateWeights * jacobian, from: 0))
    }
    jacobian.setRows(0..<n, toSumOf: terms)
    var result = BlockMatrix(jacobian)
    result.setUnderflow(d.watch.hasSeenAny)
    result.cancelledTerms = d.cancelledUpdate.map {
      let gate = weights.input.submatrix(rows: rows(.update), columns: 0..<inputCount)
      return .init(rows: $0, columns: gate.columnMagnitudes())
    }
    return result
  }

  /// U_n.
  var candidateWeights: Matrix<Scalar> {
    weights.recurrent.submatrix(rows: rows(.candidate), columns: 0..<unitCount)
  }

  private func scaled(
    _ factors: [Scalar], _ source: Matrix<Scalar>, _ gate: Gate
  ) -> Matrix<Scalar>.ScaledRows {
    .init(factors, times: source, from: rows(gate).lowerBound)
  }
}
