import RecurrentJacobians
import TestSupport
import Testing

/// Bounds allow for an error like the unit roundoff in every entry of every Jacobian: errors thousands of
/// times as large must change singular values by no more than as many bounds.
@Suite struct PerturbationTests {
  private static let size = 1e-12
  /// The root mean square of such errors in units of the roundoff.
  private static let factor = size / Double(3).squareRoot() / (Double.ulpOfOne / 2)
  private static let stepCount = 60

  private func expectChangesWithinBounds(
    of run: some JacobianSequence<Double>, _ quantities: [Quantity]
  ) throws {
    let perturbed = PerturbedSequence(base: run, size: Self.size)
    let lags = Array(1...Self.stepCount)
    // The largest change of a value over what its bound allows.
    let share = try quantities.reduce(0) { largest, quantity in
      let rows = try run.trace(quantity, step: Self.stepCount, lags: lags).rows
      let moved = try perturbed.trace(quantity, step: Self.stepCount, lags: lags).rows
      return zip(rows, moved).reduce(largest) { largest, pair in
        pair.0.logSingularValues.indices.reduce(largest) { largest, i in
          let change = pair.1.logSingularValues[i] - pair.0.logSingularValues[i]
          let share = change.magnitude / (Self.factor * pair.0.errorBounds[i])
          return share <= largest ? largest : share
        }
      }
    }
    #expect(share <= 1)
    // Nor are bounds so large that anything would pass them.
    #expect(share >= 1e-3)
  }

  @Test(arguments: [1, 2, 3]) func lstm(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let lstm: LSTM<Double> = try generator.lstm(units: 12, inputs: 4)
    let run = try lstm.trajectory(over: generator.matrix(Self.stepCount, 4))
    try expectChangesWithinBounds(of: run, [.hidden, .cell, .cellTotal, .state])
  }

  @Test(arguments: [1, 2, 3]) func rnn(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let rnn: RNN<Double> = try generator.rnn(units: 12, inputs: 4, nonlinearity: .tanh)
    let run = try rnn.trajectory(over: generator.matrix(Self.stepCount, 4))
    try expectChangesWithinBounds(of: run, [.hidden])
  }

  @Test(arguments: [1, 2, 3]) func gru(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let gru: GRU<Double> = try generator.gru(units: 12, inputs: 4, reset: .afterProduct)
    let run = try gru.trajectory(over: generator.matrix(Self.stepCount, 4))
    try expectChangesWithinBounds(of: run, [.hidden])
  }
}
