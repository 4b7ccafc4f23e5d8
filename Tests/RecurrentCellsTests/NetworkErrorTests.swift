import DenseLinearAlgebra
import RecurrentCells
import TestSupport
import Testing

@Suite struct NetworkErrorTests {
  private typealias Weights = (input: Matrix<Double>, recurrent: Matrix<Double>, bias: [Double]?)

  /// Weights that fit two units and three inputs.
  private func fitting(gates: Int) -> Weights {
    (
      Matrix(rows: 2 * gates, columns: 3), Matrix(rows: 2 * gates, columns: 2),
      Array(repeating: 0, count: 2 * gates)
    )
  }

  private func make(gates: Int, _ weights: Weights) throws(NetworkError) {
    if gates == 4 {
      _ = try LSTM(
        inputWeights: weights.input, recurrentWeights: weights.recurrent, bias: weights.bias)
    } else {
      _ = try RNN(
        inputWeights: weights.input, recurrentWeights: weights.recurrent, bias: weights.bias)
    }
  }

  private func expect(
    _ code: NetworkError.Code, in subject: String, gates: Int, _ change: (inout Weights) -> Void
  ) {
    var weights = fitting(gates: gates)
    change(&weights)
    let error = #expect(throws: NetworkError.self) { try make(gates: gates, weights) }
    #expect(error == NetworkError(code, in: subject))
    #expect(error?.description.hasPrefix("\(subject): ") == true)
  }

  @Test(arguments: [1, 4])
  func fittingWeightsPass(gates: Int) throws {
    try make(gates: gates, fitting(gates: gates))
    var weights = fitting(gates: gates)
    weights.bias = nil
    try make(gates: gates, weights)
  }

  @Test(arguments: [1, 4])
  func everyWrongShapeIsNamed(gates: Int) {
    let n = 2 * gates
    expect(.wrongShape(expected: [n, 2], found: [n + 1, 2]), in: "weight_hh", gates: gates) {
      $0.recurrent = Matrix(rows: n + 1, columns: 2)
    }
    expect(
      .wrongShape(expected: [3 * gates, 3], found: [n, 3]), in: "weight_hh", gates: gates
    ) {
      $0.recurrent = Matrix(rows: n, columns: 3)
    }
    expect(.wrongShape(expected: [n, 3], found: [n - 1, 3]), in: "weight_ih", gates: gates) {
      $0.input = Matrix(rows: n - 1, columns: 3)
    }
    expect(.wrongShape(expected: [n], found: [n + 2]), in: "bias", gates: gates) {
      $0.bias = Array(repeating: 0, count: n + 2)
    }
  }

  @Test(arguments: [1, 4], [Double.nan, .infinity, -.infinity])
  func everyNonFiniteWeightIsNamed(gates: Int, value: Double) {
    expect(.nonFinite(index: [1, 2]), in: "weight_ih", gates: gates) { $0.input[1, 2] = value }
    expect(.nonFinite(index: [0, 1]), in: "weight_hh", gates: gates) { $0.recurrent[0, 1] = value }
    expect(.nonFinite(index: [1]), in: "bias", gates: gates) { $0.bias![1] = value }
  }

  @Test func projectionAndPeepholesMustFit() throws {
    func expect(
      _ code: NetworkError.Code, in subject: String, recurrentColumns: Int = 2,
      peepholes: LSTMPeepholes<Double>? = nil, projection: Matrix<Double>? = nil
    ) {
      let error = #expect(throws: NetworkError.self) {
        try LSTM(
          inputWeights: Matrix(rows: 12, columns: 1),
          recurrentWeights: Matrix(rows: 12, columns: recurrentColumns), peepholes: peepholes,
          projection: projection)
      }
      #expect(error == NetworkError(code, in: subject))
    }
    // Three units shown as two.
    expect(
      .wrongShape(expected: [12, 2], found: [12, 3]), in: "weight_hh", recurrentColumns: 3,
      projection: Matrix(rows: 2, columns: 3))
    expect(
      .nonFinite(index: [1, 2]), in: "weight_hr",
      projection: Matrix([[0, 0, 0], [0, 0, .nan]]))
    let peepholes = LSTMPeepholes<Double>(input: [1, 2, 3], forget: [1, 2], output: [1, 2, 3])
    expect(
      .wrongShape(expected: [3], found: [2]), in: "peephole of the forget gate",
      peepholes: peepholes, projection: Matrix(rows: 2, columns: 3))
    expect(
      .nonFinite(index: [2]), in: "peephole of the output gate",
      peepholes: LSTMPeepholes(
        input: [1, 2, 3], forget: [1, 2, 3], output: [1, 2, .infinity]),
      projection: Matrix(rows: 2, columns: 3))
  }

  private func expect(
    _ code: NetworkError.Code, in subject: String, inputs: Matrix<Double>,
    from initialState: [Double]? = nil
  ) throws {
    let weights = fitting(gates: 4)
    let lstm = try LSTM(inputWeights: weights.input, recurrentWeights: weights.recurrent)
    let error = #expect(throws: NetworkError.self) {
      try lstm.trajectory(over: inputs, from: initialState)
    }
    #expect(error == NetworkError(code, in: subject))
  }

  @Test func inputsMustFit() throws {
    try expect(.emptySequence, in: "inputs", inputs: Matrix(rows: 0, columns: 3))
    try expect(
      .wrongShape(expected: [5, 3], found: [5, 2]), in: "inputs",
      inputs: Matrix(rows: 5, columns: 2))
    var inputs = Matrix<Double>(rows: 5, columns: 3)
    inputs[4, 0] = .nan
    inputs[2, 1] = .infinity
    try expect(.nonFinite(index: [4, 0]), in: "inputs", inputs: inputs)
  }

  @Test func initialStateMustFit() throws {
    let inputs = Matrix<Double>(rows: 5, columns: 3)
    try expect(
      .wrongShape(expected: [4], found: [2]), in: "initial state", inputs: inputs, from: [0, 0])
    try expect(
      .nonFinite(index: [3]), in: "initial state", inputs: inputs, from: [0, 0, 0, .nan])
  }

  @Test func overflowNamesStepAndUnit() throws {
    // Unit 1 squares its distance from the exponent range: 2^900, then beyond 2^1024.
    let rnn = try RNN(
      inputWeights: Matrix(rows: 2, columns: 1), recurrentWeights: .diagonal([1, 0x1p300]),
      nonlinearity: .linear)
    let error = #expect(throws: NetworkError.self) {
      try rnn.trajectory(over: Matrix(rows: 9, columns: 1), from: [1, 0x1p300])
    }
    #expect(error == NetworkError(.nonFiniteState(step: 3, unit: "h[1]"), in: "state"))
    #expect(error?.description.contains("h[1] became NaN or infinite at step 3") == true)
  }
}
