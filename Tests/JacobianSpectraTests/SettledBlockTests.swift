import RecurrentJacobians
import TestSupport
import Testing

@testable import JacobianSpectra

/// Where a block is the whole panel, the factorization of the panel serves both; the block before it is
/// the witness.
@Suite struct SettledBlockTests {
  /// Goes back over all steps; returns at how many of them the factorization was shared.
  private func sharedCount<Run: JacobianSequence>(_ run: Run, _ quantity: Quantity = .hidden) throws
    -> Int
  {
    let last = run.stepCount
    let weights = try StateWeights(
      bySourcesOf: quantity, in: run, along: run.edges, states: 0...last
    ).evened()
    var walk = try PanelWalk(
      through: StepFactors(
        .backward, along: run.edges, of: run, weights: weights), state: last,
      columns: .identity(run.layout.count))
    var count = 0
    for state in (0..<last).reversed() {
      try walk.advance()
      let source = try #require(run.source(of: quantity, at: state))
      let before = try walk.block(of: source).spectrum()
      let block = try walk.settledBlock(of: source)
      if block.isOrthonormal { count += 1 }
      let after = try block.spectrum()
      for (i, value) in after.logSingularValues.enumerated()
      where before.errorBounds[i] < 1e-3 && after.errorBounds[i] < 1e-3 {
        #expect(
          abs(value - before.logSingularValues[i])
            <= after.errorBounds[i] + before.errorBounds[i], "state \(state) value \(i)")
      }
    }
    return count
  }

  private func testUnitsAlike<Scalar: LinearAlgebraScalar>(_ type: Scalar.Type) throws {
    var generator = SeededGenerator(seed: 90)
    let rnn: RNN<Scalar> = try generator.rnn(
      units: 20, inputs: 3, nonlinearity: .tanh, gain: 1)
    #expect(try sharedCount(rnn.trajectory(over: generator.matrix(100, 3))) == 100)
  }

  @Test func unitsAlike() throws {
    try testUnitsAlike(Double.self)
    try testUnitsAlike(Float.self)
  }

  /// The weights of saturated units are far from those of others: nothing is shared where that is so.
  @Test func saturatedUnits() throws {
    var generator = SeededGenerator(seed: 91)
    let rnn: RNN<Double> = try generator.rnn(
      units: 20, inputs: 3, nonlinearity: .tanh, gain: 6)
    #expect(try sharedCount(rnn.trajectory(over: generator.matrix(100, 3))) < 100)
  }

  @Test func hiddenStateOfAnLSTMIsPartOfThePanel() throws {
    var generator = SeededGenerator(seed: 92)
    let lstm: LSTM<Double> = try generator.lstm(units: 8, inputs: 3)
    let run = try lstm.trajectory(over: generator.matrix(30, 3))
    #expect(try sharedCount(run, .state) > 0)
  }
}
