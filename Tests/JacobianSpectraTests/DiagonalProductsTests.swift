import RealModule
import RecurrentJacobians
import TestSupport
import Testing

@testable import JacobianSpectra

@Suite struct DiagonalProductsTests {
  private func remaining<Run: JacobianSequence>(
    _ run: Run, _ quantity: Quantity, _ edges: EdgeSet, step: Int,
    _ body: (Int, LagBlock<Run.Scalar>) throws -> Void = { _, _ in }
  ) throws -> [Int] {
    try Array(
      DiagonalProducts(sequence: run, quantity: quantity, edges: edges)
        .forEachBlock(step: step, lags: Array(1...step)[...], body))
  }

  /// The panel that goes through all factors is the witness.
  private func checkCarousel<Scalar: LinearAlgebraScalar>(_ type: Scalar.Type) throws {
    var generator = SeededGenerator(seed: 94)
    let lstm: LSTM<Scalar> = try generator.lstm(units: 7, inputs: 3)
    let run = try lstm.trajectory(over: generator.matrix(60, 3))
    let forward = ForwardRecursion(sequence: run, quantity: .cell, edges: .carousel)
    let left = try remaining(run, .cell, .carousel, step: 60) { lag, block in
      let (spectrum, other) = (
        try block.spectrum(), try #require(try forward.block(step: 60, lag: lag)).spectrum()
      )
      for i in 0..<7 {
        #expect(
          abs(spectrum.logSingularValues[i] - other.logSingularValues[i])
            <= spectrum.errorBounds[i] + other.errorBounds[i])
        #expect(spectrum.errorBounds[i] <= 60 * 60 * Double.ulpOfOne * 10)
      }
      #expect(try block.logSpectralRadius() == spectrum.logSingularValues[0])
    }
    #expect(left.isEmpty)
  }

  @Test func carouselIsASumOfLogs() throws {
    try checkCarousel(Double.self)
    try checkCarousel(Float.self)
  }

  @Test func gruCarousel() throws {
    var generator = SeededGenerator(seed: 95)
    let gru: GRU<Double> = try generator.gru(units: 5, inputs: 3, reset: .afterProduct)
    let run = try gru.trajectory(over: generator.matrix(20, 3))
    #expect(try remaining(run, .hidden, .carousel, step: 20).isEmpty)
    #expect(try remaining(run, .hidden, .all, step: 20) == Array(1...20))
  }

  /// What reaches the block from other parts of the state, or a variable that is more than a part of it, is left.
  @Test func otherPathsAreLeft() throws {
    var generator = SeededGenerator(seed: 96)
    let lstm: LSTM<Double> = try generator.lstm(units: 7, inputs: 3)
    let run = try lstm.trajectory(over: generator.matrix(6, 3))
    #expect(try remaining(run, .cell, [.carry, .readout], step: 6).isEmpty)
    #expect(try remaining(run, .cell, [.carry, .inputGate], step: 6) == Array(1...6))
    #expect(try remaining(run, .hidden, [.carry, .readout], step: 6) == Array(1...6))
    #expect(try remaining(run, .state, .carousel, step: 6) == Array(1...6))
    #expect(try remaining(run, .cellTotal, [.carry, .readout], step: 6) == Array(1...6))
  }

  /// Hard sigmoids are exactly zero.
  @Test func closedGatesAreZeros() throws {
    var generator = SeededGenerator(seed: 97)
    let lstm: LSTM<Double> = try generator.lstm(
      units: 9, inputs: 3, gain: 5, gateActivation: .hardSigmoidKeras3)
    let run = try lstm.trajectory(over: generator.matrix(12, 3))
    let forward = ForwardRecursion(sequence: run, quantity: .cell, edges: .carousel)
    var counts: [Int] = []
    let left = try remaining(run, .cell, .carousel, step: 12) { lag, block in
      let (spectrum, other) = (
        try block.spectrum(), try #require(try forward.block(step: 12, lag: lag)).spectrum()
      )
      counts.append(spectrum.logSingularValues.count { $0 == -.infinity })
      #expect(counts.last == other.logSingularValues.count { $0 == -.infinity })
      #expect(spectrum.errorBounds.suffix(counts.last!).allSatisfy { $0 == 0 })
    }
    #expect(left.isEmpty && counts == counts.sorted() && (1...8).contains(counts[1]))
  }
}
