import RecurrentJacobians
import TestSupport
import Testing

@Suite struct StateErrorsTests {
  private func networks(gain: Double, steps: Int) throws -> (
    single: Trajectory<RNN<Float>>, double: Trajectory<RNN<Double>>
  ) {
    var generator = SeededGenerator(seed: 412)
    let single: RNN<Float> = try generator.rnn(
      units: 48, inputs: 2, nonlinearity: .tanh, gain: gain)
    let inputs: Matrix<Float> = generator.matrix(steps, 2, within: 0.05)
    let double = try RNN<Double>(
      inputWeights: single.weights.input.converted(to: Double.self),
      recurrentWeights: single.weights.recurrent.converted(to: Double.self),
      bias: single.weights.bias.map { Double($0) }, nonlinearity: .tanh)
    return (
      try single.trajectory(over: inputs),
      try double.trajectory(over: inputs.converted(to: Double.self))
    )
  }

  /// A chaotic network in single precision beside itself in double: the differences are within a factor of 30 of the
  /// estimates while they are small, and the estimates stay near 1 when they are not.
  @Test func aChaoticNetwork() throws {
    let (single, double) = try networks(gain: 5, steps: 200)
    let estimates = try single.stateErrors()
    #expect(estimates.count == 201 && estimates[0] == 0)
    let scale = double.states.maximumMagnitude
    var compared = 0
    for step in 1...200 where estimates[step] < 1e-2 {
      let difference = zip(single.states.column(step), double.states.column(step))
        .reduce(0) { max($0, abs(Double($1.0) - $1.1)) }
      #expect(difference / scale <= 30 * estimates[step], "step \(step)")
      #expect(estimates[step] <= 30 * difference / scale, "step \(step)")
      compared += 1
    }
    #expect(compared >= 10)
    #expect(estimates[100...].allSatisfy { $0 > 0.01 && $0 <= 1 })
    // Twice the digits last some twice as long.
    let later = try double.stateErrors()
    let (first, second) = (
      try #require(estimates.firstIndex { $0 > 0.01 }), try #require(later.firstIndex { $0 > 0.01 })
    )
    #expect(second > first)
  }

  /// A contracting one forgets its errors: they stay within n·ε.
  @Test func aContractingNetwork() throws {
    let (_, double) = try networks(gain: 0.5, steps: 300)
    #expect(try double.stateErrors().allSatisfy { $0 <= 48 * Double.epsilon })
  }

  @Test func statesOfZero() throws {
    let rnn = try RNN<Double>(inputWeights: Matrix([[0]]), recurrentWeights: Matrix([[1]]))
    #expect(try rnn.trajectory(over: Matrix(rows: 3, columns: 1)).stateErrors() == [0, 0, 0, 0])
  }
}
