import RealModule
import RecurrentJacobians
import TestSupport
import Testing

/// How h_t moves with the parameters.
@Suite struct SensitivityTests {
  private func run<Scalar: LinearAlgebraScalar>(
    of _: Scalar.Type = Double.self, projectedTo hidden: Int? = nil, peepholes: Bool = false
  ) throws -> Trajectory<LSTM<Scalar>> {
    var generator = SeededGenerator(seed: 330)
    let lstm: LSTM<Scalar> = try generator.lstm(
      units: 4, inputs: 2, projectedTo: hidden, peepholes: peepholes)
    return try lstm.trajectory(over: generator.matrix(30, 2))
  }

  /// Every parameter of a small LSTM by the complex step of an LSTM written independently.
  @Test(arguments: [1, 2, 30], Precision.allCases)
  func theWholeAgainstTheComplexStep(step: Int, precision: Precision) throws {
    try checkWhole(precision.scalar, step)
  }

  private func checkWhole<Scalar: LinearAlgebraScalar>(_: Scalar.Type, _ step: Int) throws {
    try checkWhole(run(of: Scalar.self), step)
    try checkWhole(run(of: Scalar.self, projectedTo: 3, peepholes: true), step)
  }

  private func checkWhole<Scalar: LinearAlgebraScalar>(
    _ run: Trajectory<LSTM<Scalar>>, _ step: Int
  ) throws {
    var textbook = TextbookLSTM(run)
    let found = try run.parameterJacobian(step: step)
    #expect(found.map(\.block) == run.cell.parameterBlocks)
    let largest = found.map {
      Double.exp($0.jacobian.logScale) * Double($0.jacobian.matrix.maximumMagnitude)
    }
    .max()!
    // A few roundings in each of the 2n terms of every entry of every step.
    let tolerance = 4 * Double(2 * 4 * (step + 1)) * Scalar.epsilon * largest
    for (block, scaled) in found {
      let jacobian = scaled.unscaled
      #expect(jacobian.rowCount == run.cell.hiddenCount)
      for column in 0..<jacobian.columnCount {
        textbook.displaced = (
          block.factor, block.rows.lowerBound + column % block.rows.count,
          column / block.rows.count
        )
        let error = jacobian.column(column).largestDifference(
          from: textbook.parameterColumn(step: step))
        #expect(error <= tolerance)
      }
    }
  }

  /// Lags that are passed count, whether they were asked for or not.
  @Test func progressCountsLags() throws {
    var seen: [TraceProgress] = []
    let whole = try run().sensitivity(steps: [3, 20], lags: [1, 2, 15]) { seen.append($0) }
    #expect(whole[step: 20, lag: 15] == whole.rows.last && whole[step: 3, lag: 15] == nil)
    #expect(whole.rows.map(\.lag) == [1, 2, 1, 2, 15])
    #expect(seen.map(\.completed) == Array(1...19))
    #expect(seen.allSatisfy { $0.total == 19 })
  }

  /// The last step alone is a sum of one term.
  @Test(arguments: Precision.allCases)
  func theFirstStepHasNoLag(precision: Precision) throws { try checkFirstStep(precision.scalar) }

  private func checkFirstStep<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
    let run = try run(of: Scalar.self)
    let norms = try run.sensitivity(step: 1, lags: [0]).rows[0].logNorms
    let whole = try run.parameterJacobian(step: 1)
    for (norm, part) in zip(norms, whole) {
      let expected = Double.log(Double(part.jacobian.matrix.frobeniusNorm)) + part.jacobian.logScale
      // Norms of up to 4 × 8 entries.
      #expect([try #require(norm)].largestDifference(from: [expected]) <= 32 * Scalar.epsilon)
    }
  }

  /// h_t = w·h_{t-1}, h_0 = x: ∂h_t/∂w = t·w^{t-1}·x, of which lag k has w^k·(w^{t-k-1}·x).
  @Test(arguments: [0.9, 0.99, 1, 1.01, 1.1], [1, 2, 1000, 6000])
  func theScalarLinearCase(w: Double, step: Int) throws {
    for precision in Precision.allCases { try checkScalarCase(precision.scalar, w, step) }
  }

  private func checkScalarCase<Scalar: LinearAlgebraScalar>(
    _: Scalar.Type, _ w: Double, _ step: Int
  ) throws {
    let w = Scalar(w)
    let power = Double(step - 1) * Double.log(Double(w)) + .log(0.5)
    // The states are those of a plain run and end with the exponent range.
    guard power.magnitude < -Double.log(Double(Scalar.leastNormalMagnitude)) else { return }
    let rnn = try RNN<Scalar>(
      inputWeights: Matrix([[0]]), recurrentWeights: Matrix([[w]]), nonlinearity: .linear)
    let run = try rnn.trajectory(over: Matrix(rows: step, columns: 1), from: [0.5])
    let part = try #require(
      try run.parameterJacobian(step: step).first { $0.block.name == "weight_hh" })
    let found = Double.log(Double(part.jacobian.matrix[0, 0])) + part.jacobian.logScale
    // Each of t factors rounds once.
    let tolerance = 4 * Double(step) * Scalar.epsilon + 4 * Double.epsilon * power.magnitude
    #expect((found - (Double.log(Double(step)) + power)).magnitude <= tolerance)
    let sensitivity = try run.sensitivity(step: step, lags: [0, step / 2, step - 1])
    let index = sensitivity.blocks.firstIndex { $0.name == "weight_hh" }!
    for row in sensitivity.rows {
      #expect((try #require(row.logNorms[index]) - power).magnitude <= tolerance)
    }
  }

  /// A vanilla RNN, whose parameters have no gates, by central differences of the whole run.
  @Test(arguments: Nonlinearity.allCases, Precision.allCases)
  func anRNNAgainstCentralDifferences(nonlinearity: Nonlinearity, precision: Precision) throws {
    try checkRNN(precision.scalar, nonlinearity)
  }

  private func checkRNN<Scalar: LinearAlgebraScalar>(
    _: Scalar.Type, _ nonlinearity: Nonlinearity
  ) throws {
    var generator = SeededGenerator(seed: 331)
    let rnn: RNN<Scalar> = try generator.rnn(
      units: 3, inputs: 2, nonlinearity: nonlinearity, gain: 1)
    let inputs: Matrix<Scalar> = generator.matrix(12, 2)
    let found = try rnn.trajectory(over: inputs).parameterJacobian(step: 12)
    #expect(found.map(\.block.name) == ["weight_ih", "weight_hh", "bias"])
    func displaced(_ block: Int, _ place: Int, by delta: Scalar) throws -> [Scalar] {
      var (w, u, b) = (rnn.weights.input, rnn.weights.recurrent, rnn.weights.bias)
      switch block {
      case 0: w.storage[place] += delta
      case 1: u.storage[place] += delta
      default: b[place] += delta
      }
      let other = try RNN(
        inputWeights: w, recurrentWeights: u, bias: b, nonlinearity: nonlinearity)
      return Array(try other.trajectory(over: inputs).hidden(at: 12))
    }
    let differences = CentralDifferences<Scalar>()
    for (index, part) in found.enumerated() {
      let jacobian = part.jacobian.unscaled
      for place in 0..<jacobian.columnCount {
        let column = try differences.derivative { try displaced(index, place, by: $0) }
        #expect(jacobian.column(place).largestDifference(from: column) <= differences.tolerance)
      }
    }
  }

  /// Lags at which the gradient has long left the exponent range.
  @Test(arguments: Precision.allCases)
  func beyondTheExponentRange(precision: Precision) throws { try checkRange(precision.scalar) }

  private func checkRange<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
    let w: Scalar = 0.1
    let rnn = try RNN<Scalar>(
      inputWeights: Matrix([[1]]), recurrentWeights: Matrix([[w]]), nonlinearity: .linear)
    let run = try rnn.trajectory(over: Matrix(rows: 1000, columns: 1, repeating: 1))
    let row = try run.sensitivity(step: 1000, lags: [999]).rows[0]
    let expected = 999 * Double.log(Double(w))
    // Each of 999 factors rounds once.
    let tolerance = 999 * Scalar.epsilon + 4 * Double.epsilon * expected.magnitude
    #expect((try #require(row.logNorms[0]) - expected).magnitude <= tolerance)
    #expect(row.logNorms[1] == -.infinity)
  }

  @Test func whatIsNotThere() throws {
    let run = try run()
    func code(_ body: () throws -> Void) -> TraceError.Code? {
      do { try body() } catch { return (error as? TraceError)?.code }
      return nil
    }
    #expect(code { _ = try run.sensitivity(step: 31, lags: [1]) } == .stepOutOfRange)
    #expect(code { _ = try run.sensitivity(step: 0, lags: [0]) } == .stepOutOfRange)
    #expect(code { _ = try run.parameterJacobian(step: 31) } == .stepOutOfRange)
    #expect(code { _ = try run.sensitivity(step: 5, lags: [5]) } == .nothingToCompute)
  }
}
