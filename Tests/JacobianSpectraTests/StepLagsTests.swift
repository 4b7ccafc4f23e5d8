import RecurrentJacobians
import TestSupport
import Testing

@testable import JacobianSpectra

@Suite struct StepLagsTests {
  private static let lags = [0, 1, 2, 5, 9, 10, 40]

  /// The definition, by looking at every number.
  @Test(arguments: [0..<0, 0..<1, 1..<3, 3..<5, 3..<6, 6..<9, 10..<40, 10..<41, 41..<50, -5..<60])
  func partInARange(range: Range<Int>) {
    #expect(Array(Self.lags.part(in: range)) == Self.lags.filter(range.contains))
    #expect([Int]().part(in: range).isEmpty)
  }

  @Test func whatAStepHas() throws {
    var generator = SeededGenerator(seed: 3)
    let lstm: LSTM<Double> = try generator.lstm(units: 2, inputs: 1)
    let run = try lstm.trajectory(over: generator.matrix(12, 1))
    for step in 0...12 {
      for quantity in [Quantity.hidden, .output] {
        let lags = run.existing(Self.lags, of: quantity, at: step)
        #expect(Array(lags) == Self.lags.filter(run.lags(of: quantity, at: step).contains))
        let item = StepLags(step: step, lags: lags)
        for lag in -1...41 { #expect(item.contains(lag) == lags.contains(lag)) }
      }
    }
  }
}
