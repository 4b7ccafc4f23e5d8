import RecurrentJacobians
import TestSupport

/// Every kind of cell, with small random weights.
enum CellKind: String, CaseIterable, Sendable {
  case rnnTanh, rnnReLU, rnnLinear, rnnSigmoid
  case lstm, lstmPeepholes, lstmProjected, lstmProjectedPeepholes
  case lstmHardSigmoidKeras2, lstmHardSigmoidKeras3, lstmHardSigmoidPeepholes
  case gru, gruHardSigmoidKeras2, gruHardSigmoidKeras3
  case gruResetBefore, gruResetBeforeHardSigmoidKeras2, gruResetBeforeHardSigmoidKeras3
  case customLSTM, customNormalized

  static let inputCount = 3

  /// The cell with 6 units.
  func cell<Scalar: LinearAlgebraScalar>(
    of type: Scalar.Type = Scalar.self
  ) throws -> any RecurrentCell<Scalar> {
    var generator = SeededGenerator(seed: 31)
    func rnn(_ nonlinearity: Nonlinearity) throws -> RNN<Scalar> {
      // With weights of gain 0.5 the linear cell neither explodes nor vanishes.
      try generator.rnn(
        units: 6, inputs: Self.inputCount, nonlinearity: nonlinearity,
        gain: nonlinearity == .linear ? 0.5 : 2)
    }
    func lstm(
      projectedTo hidden: Int? = nil, peepholes: Bool = false,
      _ activation: GateActivation = .sigmoid
    ) throws -> LSTM<Scalar> {
      try generator.lstm(
        units: 6, inputs: Self.inputCount, projectedTo: hidden, peepholes: peepholes,
        gateActivation: activation)
    }
    func gru(_ reset: ResetPlacement, _ activation: GateActivation) throws -> GRU<Scalar> {
      try generator.gru(
        units: 6, inputs: Self.inputCount, reset: reset, gateActivation: activation)
    }
    switch self {
    case .rnnTanh: return try rnn(.tanh)
    case .rnnReLU: return try rnn(.relu)
    case .rnnLinear: return try rnn(.linear)
    case .rnnSigmoid: return try rnn(.sigmoid)
    case .lstm: return try lstm()
    case .lstmPeepholes: return try lstm(peepholes: true)
    case .lstmProjected: return try lstm(projectedTo: 4)
    case .lstmProjectedPeepholes: return try lstm(projectedTo: 4, peepholes: true)
    case .lstmHardSigmoidKeras2: return try lstm(.hardSigmoidKeras2)
    case .lstmHardSigmoidKeras3: return try lstm(.hardSigmoidKeras3)
    case .lstmHardSigmoidPeepholes: return try lstm(peepholes: true, .hardSigmoidKeras2)
    case .gru: return try gru(.afterProduct, .sigmoid)
    case .gruHardSigmoidKeras2: return try gru(.afterProduct, .hardSigmoidKeras2)
    case .gruHardSigmoidKeras3: return try gru(.afterProduct, .hardSigmoidKeras3)
    case .gruResetBefore: return try gru(.beforeProduct, .sigmoid)
    case .gruResetBeforeHardSigmoidKeras2: return try gru(.beforeProduct, .hardSigmoidKeras2)
    case .gruResetBeforeHardSigmoidKeras3: return try gru(.beforeProduct, .hardSigmoidKeras3)
    case .customLSTM: return CustomCell(LSTMStep(weights: try lstm().weights))
    case .customNormalized:
      return CustomCell(
        NormalizedStep<Scalar>(
          recurrent: generator.matrix(9, 9), input: generator.matrix(9, Self.inputCount)))
    }
  }

  /// The cell with 6 units in one of the precisions.
  func cell(in precision: Precision) throws -> any RecurrentCell {
    func made<Scalar: LinearAlgebraScalar>(of type: Scalar.Type) throws -> any RecurrentCell {
      try cell(of: type)
    }
    return try made(of: precision.scalar)
  }

  /// 24 steps of random inputs.
  func inputs<Scalar: LinearAlgebraScalar>() -> Matrix<Scalar> {
    var generator = SeededGenerator(seed: 32)
    return generator.matrix(24, Self.inputCount)
  }
}
