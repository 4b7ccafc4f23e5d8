public import DenseLinearAlgebra
import RealModule
public import RecurrentCells

extension SeededGenerator {
  /// An LSTM with weights between -`gain` and `gain` over the square root of what they sum over.
  public mutating func lstm<Scalar: LinearAlgebraScalar>(
    units: Int, inputs: Int, gain: Double = 2, projectedTo hidden: Int? = nil,
    peepholes: Bool = false, gateActivation: GateActivation = .sigmoid
  ) throws -> LSTM<Scalar> {
    let shown = hidden ?? units
    return try LSTM(
      inputWeights: matrix(4 * units, inputs, within: gain / Double(inputs).squareRoot()),
      recurrentWeights: matrix(4 * units, shown, within: gain / Double(shown).squareRoot()),
      bias: vector(4 * units, within: 0.5),
      peepholes: peepholes
        ? LSTMPeepholes(
          input: vector(units), forget: vector(units), output: vector(units)) : nil,
      projection: hidden.map { matrix($0, units, within: gain / Double(units).squareRoot()) },
      gateActivation: gateActivation)
  }

  /// An RNN with weights between -`gain` and `gain` over the square root of what they sum over.
  public mutating func rnn<Scalar: LinearAlgebraScalar>(
    units: Int, inputs: Int, nonlinearity: Nonlinearity, gain: Double = 2
  ) throws -> RNN<Scalar> {
    try RNN(
      inputWeights: matrix(units, inputs, within: gain / Double(inputs).squareRoot()),
      recurrentWeights: matrix(units, units, within: gain / Double(units).squareRoot()),
      bias: vector(units, within: 0.5), nonlinearity: nonlinearity)
  }

  /// A GRU with weights between -`gain` and `gain` over the square root of what they sum over.
  public mutating func gru<Scalar: LinearAlgebraScalar>(
    units: Int, inputs: Int, reset: ResetPlacement, gateActivation: GateActivation = .sigmoid,
    gain: Double = 2
  ) throws -> GRU<Scalar> {
    try GRU(
      inputWeights: matrix(3 * units, inputs, within: gain / Double(inputs).squareRoot()),
      recurrentWeights: matrix(3 * units, units, within: gain / Double(units).squareRoot()),
      inputBias: vector(3 * units, within: 0.5), recurrentBias: vector(3 * units, within: 0.5),
      reset: reset, gateActivation: gateActivation)
  }
}
