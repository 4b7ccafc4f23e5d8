import RecurrentJacobians
import TestSupport
import Testing

/// Stacks of layers: each reads what the one below gives.
@Suite struct LayerStackTests {
  private var generator = SeededGenerator(seed: 70)

  @Test mutating func everyLayerReadsTheHiddenStatesBelow() throws {
    let lower: LSTM<Double> = try generator.lstm(units: 5, inputs: 3, projectedTo: 4)
    let upper: LSTM<Double> = try generator.lstm(units: 6, inputs: 4)
    let inputs: Matrix<Double> = generator.matrix(9, 3)
    let starts: [[Double]] = [generator.vector(9), generator.vector(12)]
    let run = try LayerStack([lower, upper]).run(over: inputs, from: starts)
    // By hand, a step at a time.
    var states = starts.map { $0.map { Displaced(constant: $0) } }
    for t in 1...9 {
      let x = (0..<3).map { Displaced(constant: inputs[t - 1, $0]) }
      states[0] = lower.evaluate(state: states[0], input: x, carrying: .all)
      states[1] = upper.evaluate(
        state: states[1], input: Array(states[0].prefix(4)), carrying: .all)
      for (layer, state) in zip(run.layers, states) {
        #expect(
          layer.forward.states.column(t).largestDifference(from: state.map(\.nominal))
            <= 64 * Double.epsilon)
      }
    }
    #expect(run.stepCount == 9)
  }

  /// Two layers of four units in both directions, over three inputs.
  private mutating func bothDirections() throws -> (
    lower: LayerStack<GRU<Double>>.Layer, upper: LayerStack<GRU<Double>>.Layer
  ) {
    func gru(_ inputs: Int) throws -> GRU<Double> {
      try generator.gru(units: 4, inputs: inputs, reset: .afterProduct)
    }
    let lower = LayerStack<GRU<Double>>.Layer(forward: try gru(3), backward: try gru(3))
    let upper = LayerStack<GRU<Double>>.Layer(forward: try gru(8), backward: try gru(8))
    return (lower, upper)
  }

  @Test mutating func bothDirectionsGoUpTogether() throws {
    let (lower, upper) = try bothDirections()
    let inputs: Matrix<Double> = generator.matrix(7, 3)
    let run = try LayerStack([lower, upper]).run(over: inputs)
    // Step t of the backward direction reads input T + 1 - t.
    let backward = try lower.backward!.trajectory(over: inputs.rows([6, 5, 4, 3, 2, 1, 0]))
    let forward = try lower.forward.trajectory(over: inputs)
    var given = Matrix<Double>(rows: 7, columns: 8)
    for t in 1...7 {
      for (j, value) in forward.hidden(at: t).enumerated() { given[t - 1, j] = value }
      for (j, value) in backward.hidden(at: 8 - t).enumerated() { given[t - 1, 4 + j] = value }
    }
    #expect(run.layers[0].hiddenStates == given)
    #expect(run.layers[1].forward.inputs == given)
    #expect(run.layers[1].backward!.inputs == given.rows([6, 5, 4, 3, 2, 1, 0]))
  }

  /// State 0 of each direction is that of its own first step; nil is zeros.
  @Test mutating func bothDirectionsStartFromTheirStates() throws {
    let (lower, upper) = try bothDirections()
    let inputs: Matrix<Double> = generator.matrix(7, 3)
    let states: [[Double]] = (0..<3).map { _ in generator.vector(4) }
    let run = try LayerStack([lower, upper]).run(
      over: inputs, from: [states[0], nil], backwardFrom: [states[1], states[2]])
    let given = run.layers[0].hiddenStates
    let expected = [
      try lower.forward.trajectory(over: inputs, from: states[0]),
      try lower.backward!.trajectory(over: inputs.reversedRows(), from: states[1]),
      try upper.forward.trajectory(over: given),
      try upper.backward!.trajectory(over: given.reversedRows(), from: states[2]),
    ]
    let found = run.layers.flatMap { [$0.forward, $0.backward!] }
    #expect(found.map(\.states) == expected.map(\.states))
    #expect(given[6, 4] == expected[1].states[0, 1])
  }

  @Test mutating func layersMustFit() throws {
    let lower: LSTM<Double> = try generator.lstm(units: 5, inputs: 3)
    let upper: LSTM<Double> = try generator.lstm(units: 5, inputs: 4)
    let error = #expect(throws: NetworkError.self) { try LayerStack([lower, upper]) }
    #expect(
      error
        == NetworkError(.wrongShape(expected: [5], found: [4]), in: "inputs of layer 1"))
    let twoWays = LayerStack<LSTM<Double>>.Layer(forward: lower, backward: upper)
    let other = #expect(throws: NetworkError.self) { try LayerStack([twoWays]) }
    #expect(other?.subject == "inputs of layer 0")
  }

  @Test func overflowNamesTheLayer() throws {
    let lower = try RNN(
      inputWeights: Matrix([[1.0]]), recurrentWeights: Matrix([[1.0]]), nonlinearity: .linear)
    let upper = try RNN(
      inputWeights: Matrix([[0x1p600]]), recurrentWeights: Matrix([[0x1p600]]),
      nonlinearity: .linear)
    let error = #expect(throws: NetworkError.self) {
      try LayerStack([lower, upper]).run(over: Matrix(rows: 4, columns: 1, repeating: 1))
    }
    #expect(
      error == NetworkError(.nonFiniteState(step: 2, unit: "h[0]"), in: "layer 1, state"))
  }

  @Test mutating func whatIsMissingIsAnError() throws {
    let empty = #expect(throws: NetworkError.self) { try LayerStack<RNN<Double>>([RNN<Double>]()) }
    #expect(empty?.code == .noLayers)
    let layer: RNN<Double> = try generator.rnn(units: 2, inputs: 2, nonlinearity: .tanh)
    let stack = try LayerStack([layer, layer])
    let error = #expect(throws: NetworkError.self) {
      try stack.run(over: Matrix(rows: 3, columns: 2), from: [[0, 0]])
    }
    #expect(error?.code == .wrongShape(expected: [2], found: [1]))
    let noDirection = #expect(throws: NetworkError.self) {
      try stack.run(over: Matrix(rows: 3, columns: 2), backwardFrom: [nil, [0, 0]])
    }
    #expect(
      noDirection
        == NetworkError(
          .wrongShape(expected: [0], found: [2]), in: "layer 1, backward initial state"))
  }
}
