import RecurrentJacobians
import Testing

@Suite struct VerifyTests {
  @Test(arguments: [4, 3, 1])
  func agreement(gates: Int) throws {
    var weights = Weights()
    weights.add(gates: gates)
    let options = gates == 1 ? ["--nonlinearity", "tanh"] : []
    let outcome = try Command.run(
      ["verify"] + Workplace.files + options, in: Workplace(weights).folder)
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
    #expect(outcome.output.hasSuffix("The Jacobians agree.\n"))
  }

  @Test func agreementOfAProjectedLSTM() throws {
    let outcome = try Command.run(["verify"] + Workplace.files, in: Workplace(.projected).folder)
    #expect(outcome.status == 0)
    #expect(outcome.output.hasSuffix("The Jacobians agree.\n"))
  }

  @Test func theExample() throws {
    let outcome = try Command.run(
      ["verify", ExampleModel.weightsPath, ExampleModel.inputsPath], in: Folder())
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("carry+readout"))
  }

  @Test func badModel() throws {
    try expectRefusal(
      ["verify", "inputs.npy", "model.safetensors"], in: Workplace().folder,
      saying: ["The model comes first"])
  }

  @Test func saturation() throws {
    var weights = Weights.rnn
    let large = weights["weight_hh_l0"]?.values.map { 100 * $0 }
    weights["weight_hh_l0"]?.values = try #require(large)
    let outcome = try Command.run(["verify"] + Workplace.files, in: Workplace(weights).folder)
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("(-) they leave no digit of it"))
    #expect(outcome.output.hasSuffix("The Jacobians agree.\n"))
  }

  // No file makes the command find a disagreement; a cell with a wrong Jacobian does, in saturation too.
  @Test(arguments: [1, 20, 200] as [Double])
  func disagreement(gain: Double) throws {
    var weights = Weights.rnn
    let large = weights["weight_hh_l0"]?.values.map { gain * $0 }
    weights["weight_hh_l0"]?.values = try #require(large)
    let place = try Workplace(weights)
    let path = place.folder.file("model.safetensors")
    let cell = try WrongCell(
      rnn: RNN(contentsOf: path), linear: RNN(contentsOf: path, nonlinearity: .linear))
    let run = try cell.trajectory(
      over: Matrix(contentsOf: place.folder.file("inputs.npy")))
    let checks = try run.verifyDerivatives()
    #expect(checks.allSatisfy { !$0.isPassed })
    #expect(checks[0].complexStep.error > 1e-4)
  }
}

/// A tanh RNN that forgets the derivative of tanh.
private struct WrongCell: RecurrentCell {
  let rnn: RNN<Double>
  let linear: RNN<Double>

  static let name = "wrong"
  var inputCount: Int { rnn.inputCount }
  var layout: StateLayout { rnn.layout }
  var edges: EdgeSet { rnn.edges }
  var quantities: [Quantity] { rnn.quantities }
  var preActivationCount: Int { rnn.preActivationCount }

  func gates(of step: StepRecord<Double>) -> [(name: String, values: [Double])] {
    rnn.gates(of: step)
  }

  func inputDrive(of inputs: Matrix<Double>) -> Matrix<Double> { rnn.inputDrive(of: inputs) }

  func advance(step: Int, preActivations: inout Matrix<Double>, states: inout Matrix<Double>) {
    rnn.advance(step: step, preActivations: &preActivations, states: &states)
  }

  func makeJacobian() -> BlockMatrix<Double> { rnn.makeJacobian() }

  func writeJacobian(
    of step: StepRecord<Double>, along edges: EdgeSet, into jacobian: inout BlockMatrix<Double>
  ) {
    linear.writeJacobian(of: step, along: edges, into: &jacobian)
  }

  func evaluate<Number: StepNumber<Double>>(
    state: [Number], input: [Number], carrying edges: EdgeSet
  ) -> [Number] {
    rnn.evaluate(state: state, input: input, carrying: edges)
  }
}
