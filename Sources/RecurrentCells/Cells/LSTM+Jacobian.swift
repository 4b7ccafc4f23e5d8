public import DenseLinearAlgebra

extension LSTM {
  public var edges: EdgeSet {
    let usual: EdgeSet = [.carry, .forgetGate, .inputGate, .candidate, .readout, .outputGate]
    return peepholes == nil
      ? usual : usual.union([.forgetPeephole, .inputPeephole, .outputPeephole])
  }

  /// Two blocks of rows, h and c, under h₋ (dense) and c₋ (diagonal; with a projection dense in the
  /// rows of h).
  public func makeJacobian() -> BlockMatrix<Scalar> {
    let (n, p) = (unitCount, hiddenCount)
    let zeros = [Scalar](repeating: 0, count: n)
    var jacobian = BlockMatrix<Scalar>(
      rows: p + n, columns: p + n,
      dense: [.init(row: 0, column: 0, Matrix(rows: p + n, columns: p))],
      diagonal: [.init(row: p, column: p, zeros)])
    if let projection {
      jacobian.dense.append(.init(row: 0, column: p, projection))
    } else {
      jacobian.diagonal.append(.init(row: 0, column: p, zeros))
    }
    return jacobian
  }

  /// J = [[outputGate + R·A, R·K], [A, K]] with A = forgetGate + inputGate + candidate, K = carry +
  /// forgetPeephole + inputPeephole and R = readout + outputPeephole; W_hr on the left of the rows of
  /// h where there is one.
  ///
  /// - Complexity: O(n²); with a projection one product of p×n and n×p matrices more.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func writeJacobian(
    of step: StepRecord<Scalar>, along edges: EdgeSet, into jacobian: inout BlockMatrix<Scalar>
  ) {
    let (n, p) = (unitCount, hiddenCount)
    var d = LSTMDerivatives(of: step, in: self, along: edges)
    jacobian.diagonal[0].values = d.carry
    let readoutOfCarry = d.watch.products(d.readout[...], d.carry)
    d.watchGatePaths(timesWeightsFrom: weights.smallestMagnitude)
    jacobian.setUnderflow(d.watch.hasSeenAny)
    guard let projection else {
      writeGatePaths(
        d, through: weights.recurrent, along: edges, into: &jacobian.dense[0].matrix)
      jacobian.diagonal[1].values = readoutOfCarry
      return
    }
    var paths = Matrix<Scalar>(rows: 2 * n, columns: p)
    writeGatePaths(d, through: weights.recurrent, along: edges, into: &paths)
    jacobian.dense[0].matrix = shown(paths)
    jacobian.dense[1].matrix = projection
    jacobian.dense[1].matrix.scale(
      rows: Array(repeating: 1, count: p), columns: readoutOfCarry)
  }

  /// The same with W_ih in place of W_hh, through every gate.
  public func inputJacobian(
    of step: StepRecord<Scalar>, input: [Scalar], along edges: EdgeSet
  ) -> BlockMatrix<Scalar> {
    let n = unitCount
    var d = LSTMDerivatives(of: step, in: self, along: edges)
    d.watchGatePaths(timesWeightsFrom: weights.smallestMagnitude)
    let gates: EdgeSet = [.forgetGate, .inputGate, .candidate, .outputGate]
    var paths = Matrix<Scalar>(rows: 2 * n, columns: inputCount)
    writeGatePaths(d, through: weights.input, along: edges.union(gates), into: &paths)
    var jacobian = BlockMatrix(shown(paths))
    jacobian.setUnderflow(d.watch.hasSeenAny)
    return jacobian
  }

  /// Writes what moves o⊙tanh(c), above what moves c, through the gates that `w` leads to.
  func writeGatePaths(
    _ d: LSTMDerivatives<Scalar>, through w: Matrix<Scalar>, along edges: EdgeSet,
    into paths: inout Matrix<Scalar>
  ) {
    let n = unitCount
    paths.setRows(
      n..<2 * n,
      toSumOf: [
        (.forgetGate, d.forgetGate, .forget), (.inputGate, d.inputGate, .input),
        (.candidate, d.candidate, .candidate),
      ].compactMap { edge, factors, gate in
        edges.contains(edge) ? term(factors, of: gate, through: w) : nil
      })
    paths.setRows(0..<n, toSumOf: outputGateTerms(d, through: w, along: edges))
    if !edges.isDisjoint(with: .insideStep) { paths.addScaledRows(d.readout, from: n, to: 0) }
  }

  /// What moves o⊙tanh(c) through the output gate.
  func outputGateTerms(
    _ d: LSTMDerivatives<Scalar>, through w: Matrix<Scalar>, along edges: EdgeSet
  ) -> [Matrix<Scalar>.ScaledRows] {
    edges.contains(.outputGate) ? [term(d.outputGate, of: .output, through: w)] : []
  }

  private func term(
    _ factors: [Scalar], of gate: Gate, through w: Matrix<Scalar>
  ) -> Matrix<Scalar>.ScaledRows {
    .init(factors, times: w, from: rows(gate).lowerBound)
  }

  /// `paths` with the projection on the left of the rows of o⊙tanh(c).
  func shown(_ paths: Matrix<Scalar>) -> Matrix<Scalar> {
    guard let projection else { return paths }
    let (n, p) = (unitCount, hiddenCount)
    let ones = [Scalar](repeating: 1, count: n + p)
    let hidden = projection * paths.submatrix(rows: 0..<n, columns: 0..<paths.columnCount)
    var result = Matrix<Scalar>(rows: p + n, columns: paths.columnCount)
    result.setRows(0..<p, toSumOf: [.init(Array(ones[..<p]), times: hidden, from: 0)])
    result.setRows(p..<p + n, toSumOf: [.init(Array(ones[p...]), times: paths, from: n)])
    return result
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func cellReadout(of step: StepRecord<Scalar>) -> UnitFactors<Scalar>? {
    let d = LSTMDerivatives(of: step, in: self, along: .all)
    return UnitFactors(d.readout, mayHideValues: d.watch.hasSeenAny)
  }

  public func outputGateGain(of step: StepRecord<Scalar>) -> UnitFactors<Scalar>? {
    UnitFactors(Scalar.hyperbolicTangents(of: step.state.suffix(unitCount)))
  }
}
