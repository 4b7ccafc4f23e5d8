import RecurrentJacobians
import TestSupport
import Testing

@testable import JacobianSpectra

/// Networks whose weights are so large that Jacobians of single steps have conditions beyond 1/ε: a block may
/// have to be factorized more than once before it says what its small singular values are.
@Suite struct SaturatedNetworkTests {
  private static let gain = 20.0

  /// One lag at many steps, a pair alone, and the pair among others: none differs beyond the bounds.
  private func expectAgreement(_ run: some JacobianSequence<Double>, lag: Int) throws {
    let map = try run.trace(
      TraceRequest(
        series: [.init(.state)], steps: lag...run.stepCount, lags: [lag], measures: .sigma))
    var resolved = 0
    for row in map.rows {
      let alone = try run.forwardRow(.state, step: row.step, lag: lag, measures: .sigma)
      let among = try run.adjointRows(
        .state, step: row.step, lags: [lag - 1, lag], measures: .sigma)[1]
      for (left, right) in [(row, alone), (row, among), (alone, among)] {
        for (i, value) in left.logSingularValues.enumerated()
        where left.isResolved(i) && right.isResolved(i) && value > -.infinity {
          resolved += 1
          #expect(
            abs(value - right.logSingularValues[i]) <= left.errorBounds[i] + right.errorBounds[i],
            "step \(row.step) value \(i)")
        }
      }
    }
    // Most of the values are known.
    #expect(resolved > 2 * map.rows.count * run.layout.count)
  }

  /// Every σ₁ is known, in a trace of spectra as in one of norms.
  private func expectNorms<Scalar>(
    of run: some JacobianSequence<Scalar>, steps: [Int], lags: ClosedRange<Int>
  ) throws {
    func rows(_ measures: Measures) throws -> [TraceRow] {
      try run.trace(
        TraceRequest(series: [.init(.hidden)], steps: steps, lags: lags, measures: measures)
      ).rows
    }
    for (whole, norm) in zip(try rows([.sigma, .norm]), try rows(.norm)) {
      #expect(whole.isResolved(0) && whole.isNormResolved, "\(whole.step) \(whole.lag)")
      #expect(whole.logSpectralNorm == whole.logSingularValues[0])
      #expect(whole.normErrorBound == whole.errorBounds[0])
      #expect(whole.logSingularValues.allSatisfy { $0 <= whole.logSingularValues[0] })
      // Of norms alone, a value within the promise of σ₁ may pass for it.
      #expect(
        abs(whole.logSpectralNorm! - norm.logSpectralNorm!)
          <= whole.normErrorBound! + norm.normErrorBound! + promised)
    }
  }

  @Test(arguments: [[80], [5, 21, 80]]) func largestValueBehindClosedGates(steps: [Int]) throws {
    var generator = SeededGenerator(seed: 92)
    let gru: GRU<Double> = try generator.gru(
      units: 8, inputs: 3, reset: .afterProduct, gain: 100)
    try expectNorms(of: gru.trajectory(over: generator.matrix(80, 3)), steps: steps, lags: 1...80)
  }

  /// Weights as PyTorch draws them: rounding in the rows counts little for values near the largest.
  @Test func largestValueInSinglePrecision() throws {
    var generator = SeededGenerator(seed: 93)
    let rnn: RNN<Float> = try generator.rnn(
      units: 64, inputs: 3, nonlinearity: .tanh, gain: 1)
    let run = try rnn.trajectory(over: generator.matrix(60, 3))
    try expectNorms(of: run, steps: [60], lags: 1...60)
    // Not the other process, which knows more digits.
    let adjoint = try AdjointRecursion(
      sequence: run, quantity: .hidden, edges: run.edges, states: 0...60)
    try adjoint.forEachBlock(step: 60, lags: Array(1...60)[...]) { _, block in
      let bounds = try block.spectrum().errorBounds
      #expect(bounds[0] < TraceRow.resolutionLimit)
    }
  }

  /// Seeds at which one factorization of the block had errors of .06 to 9 nats, bounds of 1e-12 to 1e-5.
  @Test(arguments: [(1021, 4, 20), (1036, 3, 20), (1071, 6, 8), (1087, 6, 20)])
  func rnn(seed: UInt64, units: Int, lag: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let inputs: Matrix<Double> = generator.matrix(90, 3)
    let rnn: RNN<Double> = try generator.rnn(
      units: units, inputs: 3, nonlinearity: .tanh, gain: Self.gain / 2)
    try expectAgreement(rnn.trajectory(over: inputs), lag: lag)
  }

  @Test(arguments: [(1004, 3, 40), (1006, 5, 20), (1021, 4, 20), (1036, 3, 20), (1151, 6, 40)])
  func gru(seed: UInt64, units: Int, lag: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let inputs: Matrix<Double> = generator.matrix(90, 3)
    let _: RNN<Double> = try generator.rnn(units: units, inputs: 3, nonlinearity: .tanh)
    let gru: GRU<Double> = try generator.gru(
      units: units, inputs: 3, reset: .afterProduct, gain: Self.gain)
    try expectAgreement(gru.trajectory(over: inputs), lag: lag)
  }

  /// Seeds at which a pair and a trace differed by up to 19 times their bounds: panels have fewer columns than
  /// the state, and errors outside of them came back by what the steps after them left out.
  @Test(
    arguments: [
      (2014, 8, 20, .cell, 23, 4), (2062, 7, 20, .cell, 83, 8), (2146, 7, 2, .cellTotal, 62, 16),
      (2470, 9, 4, .hidden, 41, 20), (2538, 7, 8, .cell, 41, 8), (2594, 7, 2, .hidden, 62, 20),
      (2594, 7, 2, .output, 62, 20), (2598, 4, 4, .hidden, 23, 16),
    ] as [(UInt64, Int, Double, Quantity, Int, Int)])
  func lstm(
    seed: UInt64, units: Int, gain: Double, quantity: Quantity, step: Int, lag: Int
  ) throws {
    var generator = SeededGenerator(seed: seed)
    let inputs: Matrix<Double> = generator.matrix(90, 3)
    let lstm: LSTM<Double> = try generator.lstm(units: units, inputs: 3, gain: gain)
    let run = try lstm.trajectory(over: inputs)
    let alone = try run.forwardRow(quantity, step: step, lag: lag, measures: .sigma)
    let among = try run.adjointRows(
      quantity, step: step, lags: Array(1...20), measures: .sigma)[lag - 1]
    for (i, value) in alone.logSingularValues.enumerated() {
      let (bound, other) = (alone.errorBounds[i], among.errorBounds[i])
      #expect(bound < 1e-6 && other < 1e-6, "value \(i)")
      #expect(abs(value - among.logSingularValues[i]) <= bound + other, "value \(i)")
    }
  }

  /// Rows of one Jacobian from 1 to 1e-20: seeds at which columns of a basis that rounding had made parallel
  /// passed for orthogonal, beside others that were so only half, and small values were off by 6 to 17 nats.
  @Test(arguments: [(2316, 9), (2348, 6)])
  func oneJacobianInSinglePrecision(seed: UInt64, units: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let inputs: Matrix<Float> = generator.matrix(90, 3)
    let rnn: RNN<Float> = try generator.rnn(
      units: units, inputs: 3, nonlinearity: .tanh, gain: Self.gain)
    let run = try rnn.trajectory(over: inputs)
    let row = try run.forwardRow(.hidden, step: 83, lag: 1, measures: .sigma)
    let jacobian = run.stepJacobian(step: 83)
    let truth = try GradedPanel(
      columns: Matrix<Double>(
        rows: units, columns: units, columnMajor: jacobian.elements.map(Double.init))
    ).spectrum()
    for (i, value) in truth.logSingularValues.enumerated() where row.isResolved(i) {
      // Its entries are as they are for both.
      #expect(abs(row.logSingularValues[i] - value) <= row.errorBounds[i] + truth.errorBounds[i])
    }
    #expect(row.isResolved(0) && row.isResolved(1))
  }
}
