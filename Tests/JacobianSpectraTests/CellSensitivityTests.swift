import RealModule
import RecurrentJacobians
import TestSupport
import Testing

/// How h_t moves with the parameters of gated cells, against central differences of whole runs.
@Suite struct CellSensitivityTests {
  /// The tensors of a network by PyTorch's names.
  typealias Tensors = [String: Matrix<Double>]

  private static let (units, inputCount, step) = (4, 2, 12)
  private static let delta = 1e-5
  /// δ² and ε/δ, of entries of size 1.
  private static let tolerance = 1e-9

  private func expect<Cell: RecurrentCell>(
    _ tensors: Tensors, gates: [String], _ make: (Tensors) throws -> Cell
  ) throws where Cell.Scalar == Double {
    var generator = SeededGenerator(seed: 401)
    let inputs: Matrix<Double> = generator.matrix(Self.step, Self.inputCount)
    let found = try make(tensors).trajectory(over: inputs).parameterJacobian(step: Self.step)
    #expect(!found.isEmpty)
    for (block, scaled) in found {
      let jacobian = scaled.unscaled
      let words = block.name.split(separator: ".").map(String.init)
      let gate = try #require(gates.firstIndex(of: words[1]))
      let name = words[0] == "bias" ? "bias_ih" : words[0]
      for column in 0..<jacobian.columnCount {
        let (row, j) = (column % block.rows.count, column / block.rows.count)
        func end(_ displacement: Double) throws -> [Double] {
          var displaced = tensors
          displaced[name]![gate * Self.units + row, j] += displacement
          let run = try make(displaced).trajectory(over: inputs)
          return Array(run.hidden(at: Self.step))
        }
        let difference = zip(try end(Self.delta), try end(-Self.delta)).map {
          ($0 - $1) / (2 * Self.delta)
        }
        #expect(
          jacobian.column(column).largestDifference(from: difference)
            <= Self.tolerance * max(1, jacobian.maximumMagnitude), "\(block.name) \(row), \(j)")
      }
    }
  }

  @Test(arguments: ResetPlacement.allCases)
  func gru(reset: ResetPlacement) throws {
    var generator = SeededGenerator(seed: 402)
    let rows = 3 * Self.units
    let tensors: Tensors = [
      "weight_ih": generator.matrix(rows, Self.inputCount),
      "weight_hh": generator.matrix(rows, Self.units), "bias_ih": generator.matrix(rows, 1),
      "bias_hh": generator.matrix(rows, 1),
    ]
    try expect(tensors, gates: ["resetGate", "updateGate", "candidate"]) {
      try GRU(
        inputWeights: $0["weight_ih"]!, recurrentWeights: $0["weight_hh"]!,
        inputBias: $0["bias_ih"]!.elements, recurrentBias: $0["bias_hh"]!.elements, reset: reset)
    }
  }

  @Test func projectedLSTMWithPeepholes() throws {
    var generator = SeededGenerator(seed: 403)
    let (n, rows) = (Self.units, 4 * Self.units)
    let tensors: Tensors = [
      "weight_ih": generator.matrix(rows, Self.inputCount),
      "weight_hh": generator.matrix(rows, 3), "bias_ih": generator.matrix(rows, 1),
    ]
    let peepholes = LSTMPeepholes<Double>(
      input: generator.vector(n), forget: generator.vector(n), output: generator.vector(n))
    let projection: Matrix<Double> = generator.matrix(3, n)
    try expect(tensors, gates: ["inputGate", "forgetGate", "candidate", "outputGate"]) {
      try LSTM(
        inputWeights: $0["weight_ih"]!, recurrentWeights: $0["weight_hh"]!,
        bias: $0["bias_ih"]!.elements, peepholes: peepholes, projection: projection)
    }
  }
}
