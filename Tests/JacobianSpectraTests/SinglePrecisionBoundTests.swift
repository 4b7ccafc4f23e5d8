import RecurrentJacobians
import TestSupport
import Testing

/// Values in single precision beside those of the same Jacobians in double precision: what differs by more than its
/// bound has one that is wrong. Seeds at which values did, a few among 600 000.
@Suite struct SinglePrecisionBoundTests {
  enum Cell { case rnn, lstm, projectedLSTM }

  struct Case {
    let cell: Cell
    let seed: UInt64
    let units: Int
    let gain: Double
    let quantity: Quantity
    var steps = [stepCount]
    let lags: [Int]
    /// Whether there is a value in every row, or none at all, that its bound does not give up.
    var isKnown = true
  }

  private static let stepCount = 72

  private func expectBoundsHold(
    for run: some JacobianSequence<Float>, _ item: Case
  ) throws {
    let rows = try run.trace(
      TraceRequest(
        series: [.init(item.quantity)], steps: item.steps, lags: item.lags, measures: .sigma)
    ).rows
    var compared = 0
    for row in rows {
      let truth = try DoubledSequence(base: run).forwardRow(
        item.quantity, step: row.step, lag: row.lag, measures: .sigma)
      for i in row.logSingularValues.indices where row.isResolved(i) && truth.isResolved(i) {
        compared += 1
        let difference = row.logSingularValues[i] - truth.logSingularValues[i]
        #expect(
          difference.magnitude <= row.errorBounds[i] + truth.errorBounds[i],
          "step \(row.step) lag \(row.lag) value \(i)")
      }
    }
    #expect(item.isKnown ? compared >= rows.count : compared == 0)
  }

  private func expectBoundsHold(_ item: Case) throws {
    var generator = SeededGenerator(seed: item.seed)
    let inputs: Matrix<Float> = generator.matrix(Self.stepCount, 3)
    switch item.cell {
    case .rnn:
      let rnn: RNN<Float> = try generator.rnn(
        units: item.units, inputs: 3, nonlinearity: .tanh, gain: item.gain)
      try expectBoundsHold(for: rnn.trajectory(over: inputs), item)
    case .lstm, .projectedLSTM:
      let isProjected = item.cell == .projectedLSTM
      let lstm: LSTM<Float> = try generator.lstm(
        units: item.units, inputs: 3, gain: item.gain,
        projectedTo: isProjected ? item.units - 1 : nil, peepholes: isProjected)
      try expectBoundsHold(for: lstm.trajectory(over: inputs), item)
    }
  }

  /// Norms of blocks that are smaller than their factors by 1e-18 and less: squares and products within the process
  /// that finds them left the exponent range.
  @Test(
    arguments: [
      Case(
        cell: .projectedLSTM, seed: 310, units: 5, gain: 20, quantity: .hidden, lags: [4, 6, 8, 23]),
      Case(
        cell: .projectedLSTM, seed: 310, units: 5, gain: 20, quantity: .output, lags: [5, 6, 8, 11]),
      Case(
        cell: .projectedLSTM, seed: 1396, units: 6, gain: 20, quantity: .hidden,
        steps: [66, 69, 72],
        lags: [2, 3, 6]),
      Case(
        cell: .projectedLSTM, seed: 1185, units: 5, gain: 20, quantity: .output, lags: [5],
        isKnown: false),
    ])
  func normsFarBelowTheirFactors(item: Case) throws { try expectBoundsHold(item) }

  /// Norms whose rounding the random start hardly showed, having little of u₁, or by chance.
  @Test(
    arguments: [
      Case(cell: .projectedLSTM, seed: 134, units: 4, gain: 20, quantity: .state, lags: [45]),
      Case(cell: .rnn, seed: 2119, units: 8, gain: 8, quantity: .hidden, lags: [45, 64]),
      Case(
        cell: .projectedLSTM, seed: 2400, units: 9, gain: 8, quantity: .state, lags: [32, 48, 64]),
      Case(cell: .rnn, seed: 2470, units: 9, gain: 8, quantity: .hidden, lags: [16, 32, 45]),
    ])
  func normsOfAStartThatSeesLittle(item: Case) throws { try expectBoundsHold(item) }

  /// Norms a little above the second value, which was taken for them.
  @Test(
    arguments: [
      Case(cell: .projectedLSTM, seed: 1360, units: 5, gain: 20, quantity: .cell, lags: [23]),
      Case(cell: .projectedLSTM, seed: 1711, units: 6, gain: 20, quantity: .cellTotal, lags: [16]),
    ])
  func normsNearTheSecondValue(item: Case) throws { try expectBoundsHold(item) }

  /// A block of lower rank whose small row stands in a column that is no pivot.
  @Test func smallRowBesideThePivots() throws {
    try expectBoundsHold(
      Case(cell: .projectedLSTM, seed: 346, units: 6, gain: 20, quantity: .cellTotal, lags: [1]))
  }

  /// A column that vanished below the exponent range while its scale is far above what is left.
  @Test func columnThatVanished() throws {
    try expectBoundsHold(
      Case(
        cell: .projectedLSTM, seed: 1533, units: 3, gain: 20, quantity: .hidden,
        lags: [4, 5, 6, 8], isKnown: false))
  }
}
