import RealModule
import RecurrentJacobians
import TestSupport
import Testing

/// The forward pass of real and of reference networks.
@Suite struct CellForwardTests {
  /// Agreement asked of two summation orders of the same double precision recurrence.
  static let tolerance = 1e-12

  @Test func sileroVADMatchesItsStates() throws {
    let run = try LSTM<Double>(contentsOf: ExampleModel.weightsPath)
      .trajectory(over: Matrix(contentsOf: ExampleModel.inputsPath))
    let hidden = try Matrix<Double>(contentsOf: Fixture.path("models/silero_vad/hidden.npy"))
    let cell = try Matrix<Double>(contentsOf: Fixture.path("models/silero_vad/cell.npy"))
    #expect(run.stepCount == 773 && hidden.rowCount == 773 && cell.rowCount == 773)
    let (tHidden, tCell) = (hidden.transposed(), cell.transposed())
    var worst = 0.0
    for t in 1...run.stepCount {
      worst = max(
        worst, run.hidden(at: t).largestDifference(from: tHidden.column(t - 1)),
        run.cellState(at: t)!.largestDifference(from: tCell.column(t - 1))
          / cell.maximumMagnitude)
    }
    #expect(worst <= Self.tolerance)
  }

  @Test func nh3predMatchesItsStates() throws {
    let folder = "models/nh3pred"
    let run = try RNN<Double>(
      contentsOf: Fixture.path("\(folder)/rnn_relu.safetensors"), nonlinearity: .relu
    ).trajectory(over: Matrix(contentsOf: Fixture.path("\(folder)/inputs.npy")))
    let hidden = try Matrix<Double>(contentsOf: Fixture.path("\(folder)/hidden.npy"))
    #expect(run.stepCount == 240 && hidden.rowCount == 240)
    let transposed = hidden.transposed()
    var worst = 0.0
    for t in 1...run.stepCount {
      worst = max(worst, run.hidden(at: t).largestDifference(from: transposed.column(t - 1)))
    }
    #expect(worst <= Self.tolerance * hidden.maximumMagnitude)
  }

  @Test(arguments: Oracle.names)
  func oraclesEndInTheirFinalState(name: String) throws {
    let oracle = try Oracle(name)
    let inputs = try Matrix<Double>(contentsOf: Fixture.path("oracles/\(name)/inputs.npy"))
    let truth = oracle.finalState.h + (oracle.finalState.c ?? [])
    #expect(oracle.steps == inputs.rowCount)
    func run<Cell: RecurrentCell>(_ cell: Cell) throws where Cell.Scalar == Double {
      try expect(cell.trajectory(over: inputs), endsIn: truth)
    }
    try run(oracle.network(name))
  }

  /// The rounding of every step reaches the end through the Jacobian of what is left of the run.
  private func expect<Cell: RecurrentCell<Double>>(
    _ run: Trajectory<Cell>, endsIn truth: [Double]
  ) throws {
    func rounding(of step: Int) -> Double {
      Double.epsilon * max(1, run.preActivations.column(step - 1).map(\.magnitude).max()!)
    }
    let last = run.stepCount
    let trace = try run.trace(.state, step: last, lags: 1..<last, measures: .norm)
    let bound = trace.rows.reduce(rounding(of: last)) {
      $0 + rounding(of: last - $1.lag) * .exp($1.logSpectralNorm!)
    }
    #expect(run.states.column(last).largestDifference(from: truth) <= bound)
  }

  /// The run from the middle on, given the state there, is the rest of the whole run.
  @Test func initialStateIsUsed() throws {
    var generator = SeededGenerator(seed: 20)
    let lstm: LSTM<Double> = try generator.lstm(units: 5, inputs: 3)
    let inputs: Matrix<Double> = generator.matrix(12, 3)
    let whole = try lstm.trajectory(over: inputs)
    let rest = try lstm.trajectory(
      over: inputs.submatrix(rows: 7..<12, columns: 0..<3), from: Array(whole.states.column(7)))
    // Inputs are multiplied in blocks of another size: rounding may differ.
    for t in 0...5 {
      #expect(
        rest.states.column(t).largestDifference(from: whole.states.column(7 + t))
          <= 64 * Double.epsilon)
    }
    #expect(Array(rest.states.column(0)) == Array(whole.states.column(7)))
  }

  @Test func gatesAreTheActivationsOfTheirRows() throws {
    // One unit; biases set the gates i, f, g, o apart.
    let lstm = try LSTM<Double>(
      inputWeights: Matrix(rows: 4, columns: 1), recurrentWeights: Matrix(rows: 4, columns: 1),
      bias: [0, 1, -1, 20])
    let run = try lstm.trajectory(over: Matrix(rows: 2, columns: 1))
    let gates = run.gates(at: 1)
    #expect(gates.map(\.name) == ["inputGate", "forgetGate", "candidate", "outputGate"])
    let truth = [0.5, 0.73105857863000487925, -0.76159415595576488812, 0.99999999793884638181]
    for (gate, value) in zip(gates, truth) { #expect(gate.values[0].ulps(from: value) <= 4) }
    // C_1 = i·g, C_2 = f·C_1 + i·g, h = o·tanh(C).
    let c = truth[0] * truth[2]
    #expect(run.cellState(at: 1)!.first!.ulps(from: c) <= 8)
    #expect(run.cellState(at: 2)!.first!.ulps(from: truth[1] * c + c) <= 8)
    #expect(run.hidden(at: 1).first!.ulps(from: truth[3] * .tanh(c)) <= 8)
    let rnn = try RNN<Double>(
      inputWeights: Matrix(rows: 1, columns: 1), recurrentWeights: Matrix([[0.5]]), bias: [1])
    let derivative = try rnn.trajectory(over: Matrix(rows: 1, columns: 1)).gates(at: 1)
    #expect(derivative.map(\.name) == ["derivative"])
    #expect(derivative[0].values[0].ulps(from: 0.41997434161402606939) <= 8)
  }
}
