import RecurrentJacobians
import TestSupport
import Testing

@testable import JacobianSpectra

@Suite struct StepFactorsTests {
  /// Panels that pass the same steps get the same factors, whether these are kept or made anew.
  @Test(arguments: [false, true]) func keptFactorsAreThoseMadeAnew(isForward: Bool) throws {
    var generator = SeededGenerator(seed: 93)
    let lstm: LSTM<Double> = try generator.lstm(units: 6, inputs: 3)
    let run = try lstm.trajectory(over: generator.matrix(12, 3))
    func factors(sharedCount: Int) throws -> StepFactors<Double> {
      StepFactors(
        isForward ? .forward : .backward, along: run.edges, of: run,
        weights: try StateWeights(
          bySourcesOf: .hidden, in: run, along: run.edges, states: 0...12),
        sharedCount: sharedCount)
    }
    let (kept, anew) = (try factors(sharedCount: 5), try factors(sharedCount: 0))
    for _ in 0..<3 {
      for state in isForward ? 0...11 : 1...12 {
        let (one, other) = (try kept.factor(from: state), try anew.factor(from: state))
        #expect(one.matrix.matrix.denseMatrix() == other.matrix.matrix.denseMatrix())
        #expect(one.matrix.squares.denseMatrix() == other.matrix.squares.denseMatrix())
        #expect(one.shift == other.shift)
      }
    }
  }
}
