import RealModule
import RecurrentJacobians
import TestSupport
import Testing

/// Zeros that are none: what makes them vanished before it came into a Jacobian, where no entry shows it.
@Suite struct HiddenZeroTests {
  /// Whether the singular values of all lags, their norms, and the norms alone are known.
  private func isKnown(
    _ quantity: Quantity = .hidden, of sequence: some JacobianSequence, lags: ClosedRange<Int>
  ) throws -> Bool {
    let rows = try [Measures.sigma, .norm].flatMap { measures in
      try sequence.trace(
        quantity, step: sequence.stepCount, lags: lags, measures: measures
      ).rows
    }
    let known = rows.map { $0.unresolvedCount == 0 }
    #expect(Set(known).count == 1, "\(rows)")
    return known[0]
  }

  /// Two layers of tanh units at depth a: what passes from one to the other has tanh'(a)² ≈ 16·e^-4a.
  private func stack<Scalar: LinearAlgebraScalar>(
    depth: Scalar
  ) throws -> StackJacobians<RNN<Scalar>> {
    let layer = try RNN<Scalar>(
      inputWeights: .identity(2), recurrentWeights: Scalar(0.25) * .identity(2),
      bias: [depth, depth])
    return try LayerStack([layer, layer]).run(over: Matrix(rows: 6, columns: 2))
      .jacobians(from: 0, to: 1)
  }

  private func checkStack<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
    // Slopes are in range, their product is not: e^-2a ≥ least > e^-4a.
    let deep = -Scalar.log(.leastNormalMagnitude) / 3
    #expect(try !isKnown(of: stack(depth: deep), lags: 1...4))
    #expect(try isKnown(of: stack(depth: deep / 8), lags: 1...1))
    let ledger = try stack(depth: deep).ledger(.hidden, step: 6, lags: 1...2)
    #expect(ledger.rows.allSatisfy { $0.logSpectralNorm == nil })
  }

  @Test(arguments: Precision.allCases) func betweenLayers(precision: Precision) throws {
    try checkStack(precision.scalar)
  }

  private func checkWeights<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
    let root = Scalar.leastNormalMagnitude.squareRoot()
    let depth = -Scalar.log(root) / 2
    for (weight, isSeen) in [(1, true), (root * .ulpOfOne, false)] as [(Scalar, Bool)] {
      let rnn = try RNN<Scalar>(
        inputWeights: Matrix(rows: 1, columns: 1), recurrentWeights: Matrix([[weight]]),
        bias: [depth])
      let run = try rnn.trajectory(over: Matrix(rows: 2, columns: 1))
      #expect(try isKnown(of: run, lags: 1...1) == isSeen)
    }
  }

  @Test(arguments: Precision.allCases) func ofSmallWeights(precision: Precision) throws {
    try checkWeights(precision.scalar)
  }

  /// A cell state so large that ∂h/∂C = o·sech²(C) vanishes, with a forget gate that is exactly 0.
  private func checkReadout<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
    let size = -Scalar.log(.leastNonzeroMagnitude)
    let lstm = try LSTM<Scalar>(
      inputWeights: Matrix(rows: 4, columns: 1), recurrentWeights: Matrix([[0], [0], [1], [0]]),
      bias: [9, -9, 0, 9], gateActivation: .hardSigmoidKeras3)
    let start = [Scalar(0.5), size]
    let run = try lstm.trajectory(over: Matrix(rows: 2, columns: 1), from: start)
    // State 0 is not computed, and moves on its own.
    let alone = try run.trace(.cellTotal, step: 1, lags: 1...1).rows[0]
    #expect(alone.logSingularValues == [-.infinity] && alone.errorBounds == [0])

    // The forget gate is open at first.
    let grown = try LSTM<Scalar>(
      inputWeights: Matrix([[0], [9], [0], [0]]), recurrentWeights: Matrix([[0], [0], [1], [0]]),
      bias: [9, 0, 0, 9], gateActivation: .hardSigmoidKeras3
    ).trajectory(over: Matrix([[1], [-1]]), from: start)
    #expect(try !isKnown(.cellTotal, of: grown, lags: 1...1))
  }

  @Test(arguments: Precision.allCases) func ofSaturatedReadouts(precision: Precision) throws {
    try checkReadout(precision.scalar)
  }

  /// h = tanh(w·h₋ + a), and the same through √, · and /.
  private struct Deep: StepFunction {
    typealias Scalar = Double
    let depth: Double
    var inputCount: Int { 1 }
    var layout: StateLayout { StateLayout(hiddenCount: 2) }
    func step<Number: StepNumber<Double>>(state h: [Number], input x: [Number]) -> [Number] {
      let first = (0.5 * h[0] + Number(constant: depth)).hyperbolicTangent
      return [first, (first * first / (first + Number(constant: 1))).squareRoot]
    }
  }

  @Test(arguments: [(10.0, true), (400, false)])
  func ofCellsOfOnesOwn(depth: Double, isSeen: Bool) throws {
    let run = try CustomCell(Deep(depth: depth)).trajectory(over: Matrix(rows: 3, columns: 1))
    let row = try run.trace(.hidden, step: 3, lags: 1...1).rows[0]
    #expect(row.isResolved(0) == isSeen)
    // The second column is exactly zero.
    #expect(row.logSingularValues[1] == -.infinity)
  }

  /// h = s·h₋ with a gate s that only the input moves, and that rounding makes zero where it is closed.
  struct Gated: StepFunction {
    typealias Scalar = Double
    enum Gate: CaseIterable, Sendable { case logistic, exponential, product, scaled, quotient }
    let gate: Gate
    var inputCount: Int { 1 }
    var layout: StateLayout { StateLayout(hiddenCount: 1) }
    func step<Number: StepNumber<Double>>(state h: [Number], input x: [Number]) -> [Number] {
      let half = (0.5 * x[0]).exponential
      let gate: Number =
        switch gate {
        case .logistic: x[0].logistic
        case .exponential: x[0].exponential
        case .product: half * half
        case .scaled: 1e-160 * half
        case .quotient: half / Number(constant: 1e160)
        }
      return [gate * h[0]]
    }
  }

  @Test(arguments: Gated.Gate.allCases)
  func ofClosedGatesOfOnesOwn(gate: Gated.Gate) throws {
    for (input, isSeen) in [(-20.0, true), (-800, false)] {
      let run = try CustomCell(Gated(gate: gate)).trajectory(over: Matrix([[input]]), from: [1])
      #expect(try isKnown(of: run, lags: 1...1) == isSeen, "input \(input)")
    }
  }

  /// h = tanh(W·h₋ + a).
  private struct Dense: StepFunction {
    typealias Scalar = Double
    let weights: Matrix<Double>
    let depth: Double
    var inputCount: Int { 1 }
    var layout: StateLayout { StateLayout(hiddenCount: weights.rowCount) }
    func step<Number: StepNumber<Double>>(state h: [Number], input x: [Number]) -> [Number] {
      weights.product(with: h).map { ($0 + Number(constant: depth)).hyperbolicTangent }
    }
  }

  @Test(arguments: [(1e-100, true), (1e-170, false)])
  func ofSmallWeightsInCellsOfOnesOwn(weight: Double, isSeen: Bool) throws {
    let cell = CustomCell(Dense(weights: weight * .identity(2), depth: 178))
    let run = try cell.trajectory(over: Matrix(rows: 2, columns: 1))
    #expect(try isKnown(of: run, lags: 1...1) == isSeen)
  }

  /// ∂C_t/∂C_{t-1} = σ(a) for a forget gate at the end of the exponent range.
  private func forgetting<Scalar: LinearAlgebraScalar>(
    bias: Scalar
  ) throws -> Trajectory<LSTM<Scalar>> {
    try LSTM<Scalar>(
      inputWeights: Matrix(rows: 8, columns: 1), recurrentWeights: Matrix(rows: 8, columns: 2),
      bias: [0, 0, bias, bias, 0, 0, 0, 0]
    ).trajectory(over: Matrix(rows: 4, columns: 1))
  }

  private func checkSubnormal<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
    let end = Scalar.log(.leastNormalMagnitude)
    let run = try forgetting(bias: end - 5)
    for lag in 1...2 {
      let block = try run.jacobian(.cell, step: 4, lag: lag)
      #expect(block.matrix.firstNonFinite == nil)
      let directions = try run.singularDirections(.cell, step: 4, lag: lag, count: 2)
      #expect(directions.logSingularValues.count == 2)
    }
    // Half of the digits of a subnormal number are left at most; of the very last ones, none.
    for (bias, isSeen) in [(end + 40, true), (end - 5, false), (end - 12, false)]
      as [(Scalar, Bool)]
    {
      let row = try forgetting(bias: bias).trace(.cell, step: 4, lags: 1...1).rows[0]
      #expect((row.logSpectralRadius != nil) == isSeen, "\(bias)")
      guard let radius = row.logSpectralRadius else { continue }
      #expect(abs(radius - Double(bias)) <= 4 * Double(Scalar.ulpOfOne) * Double(-bias))
    }
  }

  @Test(arguments: Precision.allCases) func subnormalEntries(precision: Precision) throws {
    try checkSubnormal(precision.scalar)
  }
}
