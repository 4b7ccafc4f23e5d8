import RealModule
import RecurrentJacobians
import TestSupport
import Testing

/// How h_t moves with the parameters.
@Suite struct SensitivityTests {
  private func run() throws -> Trajectory<LSTM<Double>> {
    var generator = SeededGenerator(seed: 330)
    let lstm: LSTM<Double> = try generator.lstm(units: 4, inputs: 2)
    return try lstm.trajectory(over: generator.matrix(30, 2))
  }

  /// Every parameter of a small LSTM by the complex step of an LSTM written independently.
  @Test(arguments: [1, 2, 30])
  func theWholeAgainstTheComplexStep(step: Int) throws {
    let run = try run()
    var textbook = TextbookLSTM(run)
    let found = try run.parameterJacobian(step: step)
    #expect(found.map(\.block) == run.cell.parameterBlocks)
    let largest = found.map {
      Double.exp($0.jacobian.logScale) * $0.jacobian.matrix.maximumMagnitude
    }
    .max()!
    for (block, scaled) in found {
      let jacobian = scaled.unscaled
      #expect(jacobian.rowCount == 4)
      for column in 0..<jacobian.columnCount {
        textbook.displaced = (
          block.factor, block.rows.lowerBound + column % block.rows.count,
          column / block.rows.count
        )
        let error = jacobian.column(column).largestDifference(
          from: textbook.parameterColumn(step: step))
        #expect(error <= 1e-13 * largest)
      }
    }
  }

  /// Lags that are passed count, whether they were asked for or not.
  @Test func progressCountsLags() throws {
    var seen: [TraceProgress] = []
    let whole = try run().sensitivity(steps: [3, 20], lags: [1, 2, 15]) { seen.append($0) }
    #expect(whole.rows.map(\.lag) == [1, 2, 1, 2, 15])
    #expect(seen.map(\.completed) == Array(1...19))
    #expect(seen.allSatisfy { $0.total == 19 })
  }

  @Test func thePartsOfALagByTheDefinition() throws {
    let run = try run()
    let rows = try run.sensitivity(step: 30, lags: 0...29).rows
    #expect(rows.map(\.lag) == Array(0...29))
    for row in rows where row.lag % 7 < 2 {
      let s = 30 - row.lag
      let whole =
        row.lag == 0
        ? Matrix.identity(8) : try run.matrix(.state, step: 30, lag: row.lag)
      let immediate = run.cell.preActivationJacobian(of: run.record(of: s)).denseMatrix()
      let panel = (whole * immediate).submatrix(rows: 0..<4, columns: 0..<16)
      for (block, logNorm) in zip(run.cell.parameterBlocks, row.logNorms) {
        // The definition: n × |θ|, formed.
        let v: [Double] =
          switch block.factor {
          case .input: (0..<2).map { run.inputs[s - 1, $0] }
          case .hidden, .gatedHidden: Array(run.hidden(at: s - 1))
          case .one: [1]
          }
        var sum = 0.0
        for i in block.rows {
          for value in v { for p in 0..<4 { sum += panel[p, i] * panel[p, i] * value * value } }
        }
        #expect([try #require(logNorm)].largestDifference(from: [.log(sum) / 2]) <= 1e-12)
      }
    }
  }

  /// The last step alone is a sum of one term.
  @Test func theFirstStepHasNoLag() throws {
    let run = try run()
    let norms = try run.sensitivity(step: 1, lags: [0]).rows[0].logNorms
    let whole = try run.parameterJacobian(step: 1)
    for (norm, part) in zip(norms, whole) {
      let expected = Double.log(part.jacobian.matrix.frobeniusNorm) + part.jacobian.logScale
      #expect([try #require(norm)].largestDifference(from: [expected]) <= 1e-14)
    }
  }

  /// h_t = w·h_{t-1}, h_0 = x: ∂h_t/∂w = t·w^{t-1}·x, of which lag k has w^k·(w^{t-k-1}·x).
  @Test(arguments: [0.9, 0.99, 1, 1.01, 1.1], [1, 2, 1000, 6000])
  func theScalarLinearCase(w: Double, step: Int) throws {
    let rnn = try RNN<Double>(
      inputWeights: Matrix([[0]]), recurrentWeights: Matrix([[w]]), nonlinearity: .linear)
    let run = try rnn.trajectory(over: Matrix(rows: step, columns: 1), from: [0.5])
    let part = try #require(
      try run.parameterJacobian(step: step).first { $0.block.name == "weight_hh" })
    let found = Double.log(part.jacobian.matrix[0, 0]) + part.jacobian.logScale
    let power = Double(step - 1) * Double.log(w) + .log(0.5)
    // Each of t factors rounds once.
    let tolerance = 4 * Double(step) * Double.epsilon + 4 * Double.epsilon * power.magnitude
    #expect((found - (Double.log(Double(step)) + power)).magnitude <= tolerance)
    let sensitivity = try run.sensitivity(step: step, lags: [0, step / 2, step - 1])
    let index = sensitivity.blocks.firstIndex { $0.name == "weight_hh" }!
    for row in sensitivity.rows {
      #expect((try #require(row.logNorms[index]) - power).magnitude <= tolerance)
    }
  }

  /// A vanilla RNN, whose parameters have no gates, by central differences of the whole run.
  @Test(arguments: Nonlinearity.allCases)
  func anRNNAgainstCentralDifferences(nonlinearity: Nonlinearity) throws {
    var generator = SeededGenerator(seed: 331)
    let rnn: RNN<Double> = try generator.rnn(
      units: 3, inputs: 2, nonlinearity: nonlinearity, gain: 1)
    let inputs: Matrix<Double> = generator.matrix(12, 2)
    let run = try rnn.trajectory(over: inputs)
    let found = try run.parameterJacobian(step: 12)
    #expect(found.map(\.block.name) == ["weight_ih", "weight_hh", "bias"])
    func displaced(_ block: Int, _ place: Int, by delta: Double) throws -> [Double] {
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
    for (index, part) in found.enumerated() {
      let jacobian = part.jacobian.unscaled
      for place in 0..<jacobian.columnCount {
        let delta = 1e-6
        let difference = zip(
          try displaced(index, place, by: delta), try displaced(index, place, by: -delta)
        ).map { ($0 - $1) / (2 * delta) }
        #expect(jacobian.column(place).largestDifference(from: difference) <= 1e-8)
      }
    }
  }

  /// Lags at which the gradient has long left the exponent range.
  @Test func beyondTheExponentRange() throws {
    let rnn = try RNN<Double>(
      inputWeights: Matrix([[1]]), recurrentWeights: Matrix([[0.1]]), nonlinearity: .linear)
    let run = try rnn.trajectory(over: Matrix(rows: 1000, columns: 1, repeating: 1))
    let row = try run.sensitivity(step: 1000, lags: [999]).rows[0]
    let expected = 999 * Double.log(0.1)
    #expect((try #require(row.logNorms[0]) - expected).magnitude <= 1e-12 * expected.magnitude)
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
