import RecurrentJacobians
import TestSupport
import Testing

@testable import JacobianSpectra

@Suite struct StateWeightsTests {
  /// Weights do not depend on how many threads write the Jacobians, of groups of which the last is not full.
  @Test(arguments: [2, 3]) func threadsFindTheSame(threads: Int) throws {
    var generator = SeededGenerator(seed: 17)
    let lstm: LSTM<Double> = try generator.lstm(units: 24, inputs: 2)
    let run = try lstm.trajectory(over: generator.matrix(29, 2))
    #expect(run.sharingCount(of: threads) == threads)
    func weights(threads: Int) throws -> [[[Double]]] {
      try [
        StateWeights(
          bySourcesOf: .hidden, in: run, along: run.edges, states: 0...29, threads: threads),
        StateWeights(
          byTargetsOf: .hidden, in: run, along: run.edges, states: 0...29, threads: threads),
      ].map { found in (0...29).map { found[$0] } }
    }
    #expect(try weights(threads: threads) == weights(threads: 1))
  }
}
