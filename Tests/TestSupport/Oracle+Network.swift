import DenseLinearAlgebra
import ModelFiles
public import RecurrentCells

extension Oracle {
  /// The cell of oracle `name`.
  public func network(_ name: String) throws -> any RecurrentCell<Double> {
    let path = Fixture.path("oracles/\(name)/weights.safetensors")
    switch cell {
    case "lstm": return try LSTM<Double>(contentsOf: path)
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
