import RealModule
import RecurrentJacobians
import TestSupport
import Testing

@testable import JacobianSpectra

/// What ledgers and sensitivities know where derivatives went below the exponent range.
@Suite struct VanishedPathTests {
  /// ∂C/∂C is diag(f): f₁ = 1, but e^-900 where the input is 1, and f₂ = e^-100.
  private func resetRun(at reset: Int, steps: Int) throws -> Trajectory<LSTM<Double>> {
    let lstm = try LSTM<Double>(
      inputWeights: Matrix(rows: 8, columns: 1, columnMajor: [0, 0, -940, 0, 0, 0, 0, 0]),
      recurrentWeights: Matrix(rows: 8, columns: 2), bias: [0, 0, 40, -100, 0, 0, 0, 0])
    return try lstm.trajectory(
      over: Matrix(rows: steps, columns: 1, columnMajor: (1...steps).map { $0 == reset ? 1 : 0 }))
  }

  /// The unit that is left may be smaller than the one that vanished.
  @Test func whatIsLeftIsNotTheWhole() throws {
    let run = try resetRun(at: 30, steps: 30)
    let rows = try run.ledger(.cell, step: 30, lags: 1...30, hops: 0).rows
    for row in rows {
      // e^-700 lies above what a double leaves unknown, e^-800 below.
      let isKnown = row.lag <= 7
      #expect((row.logSpectralNorm != nil) == isKnown, "lag \(row.lag)")
      let carry = try #require(row.entries.first { $0.part == .edge(.carry) })
      #expect((carry.logNorm != nil) == isKnown && (carry.share != nil) == isKnown)
      guard let norm = row.logSpectralNorm else { continue }
      // Each factor is right to some ε, and so are logs of this size.
      let size = 100 * Double(row.lag)
      #expect((norm + size).magnitude <= (8 * Double(row.lag) + size) * Double.epsilon)
      #expect(try #require(row.closureError) <= 8 * Double(row.lag) * Double.epsilon)
    }
  }

  @Test func whatComesBeforeIsKnown() throws {
    let run = try resetRun(at: 10, steps: 30)
    for row in try run.ledger(.cell, step: 30, lags: 1...30).rows {
      #expect((row.logSpectralNorm != nil) == (row.lag <= 20), "lag \(row.lag)")
    }
  }

  private func run(
    _ nonlinearity: Nonlinearity, bias: Double, steps: Int
  ) throws -> Trajectory<RNN<Double>> {
    let rnn = try RNN<Double>(
      inputWeights: Matrix(rows: 2, columns: 1), recurrentWeights: .identity(2),
      bias: [bias, bias], nonlinearity: nonlinearity)
    return try rnn.trajectory(over: Matrix(rows: steps, columns: 1))
  }

  /// tanh' vanishes, and a zero input or state makes what stands beside it an exact zero.
  @Test func sensitivitiesOfSaturatedUnits() throws {
    for row in try run(.tanh, bias: 1000, steps: 6).sensitivity(step: 6, lags: 0...5).rows {
      #expect(row.logNorms == [-.infinity, row.lag == 5 ? -.infinity : nil, nil])
    }
    for row in try run(.relu, bias: -1000, steps: 6).sensitivity(step: 6, lags: 0...5).rows {
      #expect(row.logNorms == [-.infinity, -.infinity, -.infinity])
    }
  }

  /// h_0 is an exact zero; what an output gate of e^-1000 leaves of the later states is not.
  @Test func statesThatVanished() throws {
    let lstm = try LSTM<Double>(
      inputWeights: Matrix(rows: 4, columns: 1), recurrentWeights: Matrix(rows: 4, columns: 1),
      bias: [0, 0, 1, -1000])
    let run = try lstm.trajectory(over: Matrix(rows: 3, columns: 1))
    let sensitivity = try run.sensitivity(step: 3, lags: 0...2)
    let index = try #require(sensitivity.blocks.firstIndex { $0.factor == .hidden })
    #expect(sensitivity.rows.map { $0.logNorms[index] } == [nil, nil, -.infinity])
  }

  /// C_0 is an exact zero; what an input gate of e^-1000 makes of C_1 and C_2 is not, nor is what an output gate of
  /// e^-1000 shows of them.
  @Test func cellsThatVanished() throws {
    let lstm = try LSTM<Double>(
      inputWeights: Matrix(rows: 4, columns: 1), recurrentWeights: Matrix(rows: 4, columns: 1),
      bias: [-1000, 0, 1, -1000], peepholes: LSTMPeepholes(input: [1], forget: [1], output: [1]),
      projection: Matrix([[2]]))
    let sensitivity = try lstm.trajectory(over: Matrix(rows: 3, columns: 1))
      .sensitivity(step: 3, lags: 0...2)
    func norms(_ name: String) throws -> [Double?] {
      let index = try #require(sensitivity.blocks.firstIndex { $0.name == name })
      return sensitivity.rows.map { $0.logNorms[index] }
    }
    #expect(try norms("peephole.forgetGate") == [nil, nil, -.infinity])
    #expect(try norms("peephole.outputGate") == [nil, nil, nil])
    #expect(try norms("weight_hr") == [nil, nil, nil])
  }

  /// Closed gates of LSTMs in single precision: what is known is what the trace has.
  @Test(arguments: [2031, 2095, 2335, 2575] as [UInt64])
  func knownNormsAreThoseOfTheTrace(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let inputs: Matrix<Float> = generator.matrix(90, 3)
    let lstm: LSTM<Float> = try generator.lstm(units: 6, inputs: 3, gain: 20, peepholes: true)
    let run = try lstm.trajectory(over: inputs)
    var count = 0
    for quantity in [Quantity.hidden, .cell] {
      let traced = try run.trace(quantity, step: 83, lags: 1...40, measures: .norm).rows
      for (row, trace) in zip(
        try run.ledger(quantity, step: 83, lags: 1...40, hops: 1).rows, traced)
      where trace.isNormResolved {
        guard let found = row.logSpectralNorm, let norm = trace.logSpectralNorm else { continue }
        count += 1
        // n·k·ε: those paths that the norm is made of hardly cancel.
        let tolerance = Double(run.layout.count * row.lag) * Float.epsilon
        #expect(found == norm || (found - norm).magnitude <= tolerance, "lag \(row.lag)")
      }
    }
    #expect(count > 0)
  }
}
