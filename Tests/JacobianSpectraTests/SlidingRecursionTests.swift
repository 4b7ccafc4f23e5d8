import RecurrentJacobians
import TestSupport
import Testing

@testable import JacobianSpectra

/// One lag at many steps shares its work; every pair by itself is the witness.
@Suite struct SlidingRecursionTests {
  /// Rows of one lag at all steps against those of single pairs, every seventh of them.
  private func expectAgreement<Scalar>(
    _ run: some JacobianSequence<Scalar>, _ quantity: Quantity = .hidden, edges: EdgeSet = .all,
    lag: Int
  ) throws {
    let map = try run.trace(
      TraceRequest(
        series: [.init(quantity, edges: edges)], steps: lag...run.stepCount, lags: [lag]))
    #expect(map.rows.map(\.step) == Array(lag...run.stepCount))
    for row in map.rows where row.step % 7 == 0 {
      let single = try run.forwardRow(quantity, edges: edges, step: row.step, lag: lag)
      let values = zip(row.logSingularValues, single.logSingularValues)
      for (i, (value, other)) in values.enumerated() where value != other {
        #expect(
          abs(value - other) <= row.errorBounds[i] + single.errorBounds[i],
          "step \(row.step) lag \(lag) value \(i)")
      }
      if Scalar.self == Double.self {
        let (radius, other) = (row.logSpectralRadius!, single.logSpectralRadius!)
        #expect(radius == other || abs(radius - other) <= 1e-7)
      }
    }
  }

  /// Rows are as the pairs would be alone.
  private func expectPromised(_ rows: [TraceRow], of run: some JacobianSequence<Double>) throws {
    for row in rows {
      let single = try run.forwardRow(step: row.step, lag: row.lag, measures: .sigma)
      #expect(
        row.logSingularValues.largestDifference(from: single.logSingularValues)
          <= promised)
    }
  }

  /// Joints are tried, and are made.
  private func jointCount<Jacobians: JacobianSequence>(
    of run: Jacobians, lag: Int, steps: ClosedRange<Int>
  ) throws -> Int {
    let adjoint = try AdjointRecursion(
      sequence: run, quantity: .hidden, edges: run.edges, states: 0...run.stepCount)
    let sliding = try #require(try SlidingRecursion(beside: adjoint))
    var count = 0
    var seen: [Int] = []
    try sliding.forEachBlock(lag: lag, steps: Array(steps)) { step, block in
      seen.append(step)
      if block != nil { count += 1 }
      return block != nil
    }
    #expect(seen == Array(steps))
    return count
  }

  @Test(arguments: [0.8, 2, 3], [8, 31, 90])
  func rnn(gain: Double, lag: Int) throws {
    var generator = SeededGenerator(seed: 310)
    let rnn: RNN<Double> = try generator.rnn(
      units: 14, inputs: 3, nonlinearity: .tanh, gain: gain)
    let run = try rnn.trajectory(over: generator.matrix(150, 3))
    try expectAgreement(run, lag: lag)
    #expect(try jointCount(of: run, lag: lag, steps: lag...150) == 151 - lag)
  }

  @Test(arguments: [9, 60])
  func gru(lag: Int) throws {
    var generator = SeededGenerator(seed: 311)
    let gru: GRU<Double> = try generator.gru(units: 12, inputs: 3, reset: .afterProduct)
    let run = try gru.trajectory(over: generator.matrix(130, 3))
    try expectAgreement(run, lag: lag)
    try expectAgreement(run, edges: [.carry, .candidate], lag: lag)
    // Diagonal factors, whose directions overtake each other.
    try expectAgreement(run, edges: .carousel, lag: lag)
  }

  /// The joint state of two layers.
  @Test func stack() throws {
    var generator = SeededGenerator(seed: 317)
    let lower: RNN<Double> = try generator.rnn(units: 7, inputs: 3, nonlinearity: .tanh)
    let upper: RNN<Double> = try generator.rnn(units: 5, inputs: 7, nonlinearity: .tanh)
    let run = try LayerStack([lower, upper]).run(over: generator.matrix(90, 3)).jacobians()
    try expectAgreement(run, lag: 24)
    #expect(try jointCount(of: run, lag: 24, steps: 24...90) == 67)
  }

  /// Of the state of an LSTM, directions are lost and found again.
  @Test(arguments: [12, 50])
  func lstmState(lag: Int) throws {
    var generator = SeededGenerator(seed: 312)
    let lstm: LSTM<Double> = try generator.lstm(units: 8, inputs: 3)
    try expectAgreement(lstm.trajectory(over: generator.matrix(120, 3)), .state, lag: lag)
  }

  /// Rows that are zero lower the rank: what cannot be joined goes the other way.
  @Test func reluWithSilentUnits() throws {
    var generator = SeededGenerator(seed: 313)
    let rnn: RNN<Double> = try generator.rnn(units: 16, inputs: 3, nonlinearity: .relu)
    try expectAgreement(rnn.trajectory(over: generator.matrix(100, 3)), lag: 20)
  }

  @Test func singlePrecision() throws {
    var generator = SeededGenerator(seed: 314)
    let rnn: RNN<Float> = try generator.rnn(units: 10, inputs: 3, nonlinearity: .tanh)
    try expectAgreement(rnn.trajectory(over: generator.matrix(90, 3)), lag: 24)
  }

  /// Several lags, some of which share and some of which do not, come in order and as each would alone.
  @Test func severalLags() throws {
    var generator = SeededGenerator(seed: 315)
    let rnn: RNN<Double> = try generator.rnn(units: 9, inputs: 3, nonlinearity: .tanh)
    let run = try rnn.trajectory(over: generator.matrix(140, 3))
    let lags = [1, 3, 40, 80]
    let map = try run.trace(
      TraceRequest(series: [.init(.hidden)], steps: 1...140, lags: lags, measures: .sigma))
    let pairs = (1...140).flatMap { step in lags.filter { $0 <= step }.map { [step, $0] } }
    #expect(map.rows.map { [$0.step, $0.lag] } == pairs)
    try expectPromised(map.rows.filter { $0.step % 11 == 0 }, of: run)
  }

  /// Steps with gaps between them, wider and narrower than the lag.
  @Test func stepsWithGaps() throws {
    var generator = SeededGenerator(seed: 316)
    let gru: GRU<Double> = try generator.gru(units: 7, inputs: 2, reset: .beforeProduct)
    let run = try gru.trajectory(over: generator.matrix(200, 2))
    let steps = [31, 32, 35, 50, 61, 62, 100, 150, 151, 152, 153, 154, 155, 170, 198, 200]
    let map = try run.trace(
      TraceRequest(series: [.init(.hidden)], steps: steps, lags: [30], measures: .sigma))
    #expect(map.rows.map(\.step) == steps)
    try expectPromised(map.rows, of: run)
  }

  /// Σ ln σ = Σ ln|det J| over each window.
  @Test func determinants() throws {
    var generator = SeededGenerator(seed: 317)
    let rnn: RNN<Double> = try generator.rnn(units: 20, inputs: 3, nonlinearity: .tanh)
    let run = try rnn.trajectory(over: generator.matrix(300, 3))
    let lag = 100
    let steps = try (1...300).map { try run.bruteForceProduct(step: $0, lag: 1).logDeterminant() }
    let map = try run.trace(
      TraceRequest(series: [.init(.hidden)], steps: lag...300, lags: [lag], measures: .sigma))
    for row in map.rows {
      let expected = steps[row.step - lag..<row.step].reduce(0, +)
      let found = row.logSingularValues.reduce(0, +)
      #expect(abs(found - expected) <= 1e-10 * abs(expected), "step \(row.step)")
    }
  }

  /// Every reference whose block is that of the whole state. Bounds are relative to the Jacobians as they
  /// are given; what rounding of the states does to those of a saturated network is more.
  @Test func oracles() throws {
    var (joined, compared) = (0, 0)
    for name in Oracle.names {
      let oracle = try Oracle(name)
      func compare<Jacobians: JacobianSequence<Double>>(_ run: Jacobians) throws {
        for reference in oracle.references where reference.lag > 1 {
          let series = reference.request.series[0]
          guard run.isOfWholeState(series.quantity) else { continue }
          let adjoint = try AdjointRecursion(
            sequence: run, quantity: series.quantity,
            edges: series.edges.intersection(run.edges), states: 0...run.stepCount)
          guard let sliding = try SlidingRecursion(beside: adjoint) else { continue }
          let first = max(reference.lag, reference.step - reference.lag / 2)
          try sliding.forEachBlock(
            lag: reference.lag, steps: Array(first...reference.step)
          ) { step, block in
            guard step == reference.step else { return true }
            compared += 1
            guard let spectrum = try block?.spectrum(),
              spectrum.errorBounds.max()! <= SlidingRecursion<Jacobians>.boundLimit
            else { return false }
            joined += 1
            for (i, truth) in reference.logSingularValues.enumerated() {
              let error = abs(spectrum.logSingularValues[i] - truth)
              #expect(
                error <= promised
                  && (error <= spectrum.errorBounds[i] || name.contains("saturated")),
                "\(name) \(reference) value \(i) \(error) \(spectrum.errorBounds[i])")
            }
            return true
          }
        }
      }
      try compare(oracle.sequence(name))
    }
    #expect(joined > compared / 2)
  }
}
