import DenseLinearAlgebra
import ModelFiles
public import RecurrentCells

extension Oracle {
  /// The cell of oracle `name`.
  public func network(_ name: String) throws -> any RecurrentCell<Double> {
    let path = Fixture.path("oracles/\(name)/weights.safetensors")
    switch cell {
    case "lstm":
      let lstm = try LSTM<Double>(contentsOf: path)
      let file = try SafetensorsFile(contentsOf: path)
      guard file.tensors.contains(where: { $0.name == "peephole_i" }) else { return lstm }
      func values(_ gate: String) throws -> [Double] {
        try file.tensor(named: "peephole_\(gate)").values
      }
      return try LSTM(
        inputWeights: lstm.weights.input, recurrentWeights: lstm.weights.recurrent,
        bias: lstm.weights.bias,
        peepholes: LSTMPeepholes(
          input: values("i"), forget: values("f"), output: values("o")),
        projection: lstm.projection)
    case "gru":
      return try GRU<Double>(
        contentsOf: path, reset: reset == "before" ? .beforeProduct : .afterProduct,
        gateActivation: GateActivation(rawValue: gateActivation!)!)
    default:
      return try RNN<Double>(
        contentsOf: path, nonlinearity: Nonlinearity(rawValue: nonlinearity!)!)
    }
  }
}
