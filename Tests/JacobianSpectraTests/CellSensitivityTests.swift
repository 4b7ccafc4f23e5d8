import RealModule
import RecurrentJacobians
import TestSupport
import Testing

/// How h_t moves with the parameters of gated cells, against central differences of whole runs.
@Suite struct CellSensitivityTests {
  /// The tensors of a network by PyTorch's names.
  typealias Tensors<Scalar: LinearAlgebraScalar> = [String: Matrix<Scalar>]

  private static let (units, inputCount, step) = (4, 2, 12)

  private func expect<Cell: RecurrentCell>(
    _ tensors: Tensors<Cell.Scalar>, gates: [String],
    _ make: (Tensors<Cell.Scalar>) throws -> Cell
  ) throws {
    typealias Scalar = Cell.Scalar
    var generator = SeededGenerator(seed: 401)
    let inputs: Matrix<Scalar> = generator.matrix(Self.step, Self.inputCount)
    let found = try make(tensors).trajectory(over: inputs).parameterJacobian(step: Self.step)
    #expect(!found.isEmpty)
    let differences = CentralDifferences<Scalar>()
    for (block, scaled) in found {
      let jacobian = scaled.unscaled
      let words = block.name.split(separator: ".").map(String.init)
      // Those of no gate are a tensor of their own.
      let gate = try words.count == 1 ? 0 : #require(gates.firstIndex(of: words[1]))
      let name = words[0] == "bias" ? "bias_ih" : words[0]
      for column in 0..<jacobian.columnCount {
        let (row, j) = (column % block.rows.count, column / block.rows.count)
        let difference = try differences.derivative { displacement in
          var displaced = tensors
          displaced[name]![gate * Self.units + row, j] += displacement
          return Array(try make(displaced).trajectory(over: inputs).hidden(at: Self.step))
        }
        #expect(
          jacobian.column(column).largestDifference(from: difference) <= differences.tolerance,
          "\(block.name) \(row), \(j)")
      }
    }
  }

  @Test(arguments: ResetPlacement.allCases, Precision.allCases)
  func gru(reset: ResetPlacement, precision: Precision) throws {
    try checkGRU(precision.scalar, reset)
  }

  private func checkGRU<Scalar: LinearAlgebraScalar>(
    _: Scalar.Type, _ reset: ResetPlacement
  ) throws {
    var generator = SeededGenerator(seed: 402)
    let rows = 3 * Self.units
    let tensors: Tensors<Scalar> = [
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

  @Test(arguments: Precision.allCases)
  func projectedLSTMWithPeepholes(precision: Precision) throws {
    try checkLSTM(precision.scalar)
  }

  private func checkLSTM<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
    var generator = SeededGenerator(seed: 403)
    let (n, rows) = (Self.units, 4 * Self.units)
    let tensors: Tensors<Scalar> = [
      "weight_ih": generator.matrix(rows, Self.inputCount),
      "weight_hh": generator.matrix(rows, 3), "bias_ih": generator.matrix(rows, 1),
      // By the order of gates; the candidate has none.
      "peephole": generator.matrix(rows, 1), "weight_hr": generator.matrix(3, n),
    ]
    func lstm(_ tensors: Tensors<Scalar>) throws -> LSTM<Scalar> {
      let peepholes = tensors["peephole"]!.elements
      return try LSTM(
        inputWeights: tensors["weight_ih"]!, recurrentWeights: tensors["weight_hh"]!,
        bias: tensors["bias_ih"]!.elements,
        peepholes: LSTMPeepholes(
          input: Array(peepholes[..<n]), forget: Array(peepholes[n..<2 * n]),
          output: Array(peepholes[(3 * n)...])), projection: tensors["weight_hr"]!)
    }
    try expect(
      tensors, gates: ["inputGate", "forgetGate", "candidate", "outputGate"], lstm)
  }
}
