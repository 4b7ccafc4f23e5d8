import RealModule
import RecurrentJacobians
import TestSupport
import Testing

/// The GRU against a trained network and against one unit by hand.
@Suite struct GRUTests {
  private static let folder = "models/g2p_en"

  private func encoder() throws -> GRU<Double> {
    try GRU(contentsOf: Fixture.path("\(Self.folder)/encoder_gru.safetensors"))
  }

  private func array(_ name: String) throws -> Matrix<Double> {
    try Matrix(contentsOf: Fixture.path("\(Self.folder)/\(name).npy"))
  }

  @Test func g2pEncoderMatchesItsStatesOnTenWords() throws {
    let gru = try encoder()
    let letters = try array("encoder_inputs_all")
    let offsets = try NumPyFile(contentsOf: Fixture.path("\(Self.folder)/encoder_offsets.npy"))
      .tensor().values.map { Int($0) }
    let last = try array("encoder_hidden_last").transposed()
    #expect(offsets.count == 11 && last.columnCount == 10)
    for word in 0..<10 {
      let run = try gru.trajectory(over: letters.rows(Array(offsets[word]..<offsets[word + 1])))
      #expect(
        run.hidden(at: run.stepCount).largestDifference(from: last.column(word)) <= 1e-12)
      if word == 0 {
        let hidden = try array("hidden").transposed()
        #expect(hidden.columnCount == run.stepCount)
        for t in 1...run.stepCount {
          #expect(run.hidden(at: t).largestDifference(from: hidden.column(t - 1)) <= 1e-12)
        }
      }
    }
  }

  @Test func g2pEncoderPassesTheStandardChecks() throws {
    let letters = try array("encoder_inputs_all").rows(Array(0..<29))
    let checks = try encoder().trajectory(over: letters).verifyDerivatives()
    // Four edges and all of them at three steps, and four lags.
    #expect(checks.count == 19)
    #expect(checks.allSatisfy { $0.isPassed })
  }

  /// One unit, whose input bias and recurrent bias of the candidate differ.
  private func unit(_ reset: ResetPlacement, _ activation: GateActivation) throws -> GRU<Double> {
    try GRU(
      inputWeights: Matrix([[0.5], [-0.25], [1]]), recurrentWeights: Matrix([[1], [0.5], [-2]]),
      inputBias: [0.25, 0, 0.5], recurrentBias: [0.25, 0.5, 0.75], reset: reset,
      gateActivation: activation)
  }

  private static func squeeze(_ a: Double, by activation: GateActivation) -> Double {
    switch activation {
    case .sigmoid: 1 / (1 + .exp(-a))
    case .hardSigmoidKeras2: min(max(0.2 * a + 0.5, 0), 1)
    case .hardSigmoidKeras3: min(max((a + 3) / 6, 0), 1)
    }
  }

  @Test(arguments: ResetPlacement.allCases, GateActivation.allCases)
  func oneUnitByHand(reset: ResetPlacement, activation: GateActivation) throws {
    let (x, h) = (0.75, -0.4)
    let run = try unit(reset, activation).trajectory(over: Matrix([[x]]), from: [h])
    let r = Self.squeeze(0.5 * x + h + 0.5, by: activation)
    let z = Self.squeeze(-0.25 * x + 0.5 * h + 0.5, by: activation)
    let n =
      reset == .afterProduct
      ? Double.tanh(x + 0.5 + r * (-2 * h + 0.75)) : .tanh(x + 1.25 - 2 * (r * h))
    #expect(run.hidden(at: 1).first!.ulps(from: (1 - z) * n + z * h) <= 8)
    let gates = run.gates(at: 1)
    #expect(gates.map(\.name) == ["resetGate", "updateGate", "candidate"])
    for (gate, value) in zip(gates, [r, z, n]) { #expect(gate.values[0].ulps(from: value) <= 4) }

    // The four edges from the formulas.
    let slopes: (Double) -> Double = {
      switch activation {
      case .sigmoid: $0 * (1 - $0)
      case .hardSigmoidKeras2: 0.2
      case .hardSigmoidKeras3: 1 / 6
      }
    }
    let d = (1 - z) * (1 - n * n)
    let product = reset == .afterProduct ? -2 * h + 0.75 : -2 * h
    let truth: [(EdgeSet, Double)] = [
      (.carry, z), (.updateGate, (h - n) * slopes(z) * 0.5),
      (.resetGate, d * product * slopes(r)), (.candidate, d * r * -2),
    ]
    for (edge, value) in truth {
      #expect(run.stepJacobian(step: 1, edges: edge)[0, 0].ulps(from: value) <= 32)
    }
  }

  /// With the biases on one side or the other a reset after the product is another network; one
  /// before it is the same.
  @Test(arguments: ResetPlacement.allCases)
  func biasesStayApartWhereItMatters(reset: ResetPlacement) throws {
    func end(_ input: [Double], _ recurrent: [Double]) throws -> Double {
      let gru = try GRU<Double>(
        inputWeights: Matrix([[1], [1], [1]]), recurrentWeights: Matrix([[1], [1], [1]]),
        inputBias: input, recurrentBias: recurrent, reset: reset)
      return try gru.trajectory(over: Matrix([[0.5], [0.25]])).hidden(at: 2).first!
    }
    #expect(try end([0.5, 0.25, 0], [0, 0, 0]) == end([0, 0, 0], [0.5, 0.25, 0]))
    let same = try end([0, 0, 0.5], [0, 0, 0]) == end([0, 0, 0], [0, 0, 0.5])
    #expect(same == (reset == .beforeProduct))
  }

  /// Saturated gates keep the digits of 1 - z and of the slopes.
  @Test func saturationKeepsRelativeAccuracy() throws {
    let gru = try GRU<Double>(
      inputWeights: Matrix(rows: 3, columns: 1), recurrentWeights: Matrix([[1], [1], [1]]),
      inputBias: [40, 40, 0])
    let run = try gru.trajectory(over: Matrix(rows: 1, columns: 1))
    // σ(-40) = 4.248354255291589e-18, at h₋ = 0: d = σ(-40), r = 1, n = 0.
    #expect(
      run.stepJacobian(step: 1, edges: .candidate)[0, 0].ulps(from: 4.248354255291589e-18) <= 8)
  }

  @Test func wrongBiasesAreNamed() throws {
    let weights = (Matrix<Double>(rows: 6, columns: 3), Matrix<Double>(rows: 6, columns: 2))
    func expect(_ input: [Double]?, _ recurrent: [Double]?, in subject: String) {
      let error = #expect(throws: NetworkError.self) {
        try GRU(
          inputWeights: weights.0, recurrentWeights: weights.1, inputBias: input,
          recurrentBias: recurrent)
      }
      #expect(error?.subject == subject)
    }
    expect([1, 2], nil, in: "bias_ih")
    expect(nil, [1, 2], in: "bias_hh")
    expect(nil, [1, 2, 3, 4, 5, .nan], in: "bias_hh")
    expect([1, 2, 3, 4, 5, .infinity], nil, in: "bias")
  }
}
