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

  /// |h| has no derivative at 0, where h stays until the first input.
  private struct Kinked: StepFunction {
    typealias Scalar = Double
    var inputCount: Int { 1 }
    var layout: StateLayout { StateLayout(hiddenCount: 48) }
    func step<Number: StepNumber<Double>>(state h: [Number], input x: [Number]) -> [Number] {
      let size = (h[0] * h[0] + h[1] * h[1]).squareRoot
      return h.map { x[0] * ($0 + size + 1) }
    }
  }

  /// Of steps without a derivative that several threads come to at once, that is named which comes first on the way.
  @Test(arguments: [1, 2, 3]) func theFirstStepOnTheWayIsNamed(threads: Int) throws {
    // Steps 3, 4, 5 and 9 begin where an input has been 0.
    let inputs = Matrix(rows: 12, columns: 1, columnMajor: [1, 0, 0, 0, 1, 1, 1, 0, 1, 1, 1, 1])
    let run = try CustomCell(Kinked()).trajectory(over: inputs)
    func step(_ find: () throws -> Void) -> TraceError.Code? {
      #expect(throws: TraceError.self, performing: find)?.code
    }
    #expect(
      step {
        _ = try StateWeights(
          bySourcesOf: .hidden, in: run, along: .all, states: 1...12, threads: threads)
      } == .nonFiniteJacobian(step: 3))
    #expect(
      step {
        _ = try StateWeights(
          byTargetsOf: .hidden, in: run, along: .all, states: 1...12, threads: threads)
      } == .nonFiniteJacobian(step: 9))
  }
}
