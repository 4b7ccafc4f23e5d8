public import DenseLinearAlgebra
import RealModule

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
