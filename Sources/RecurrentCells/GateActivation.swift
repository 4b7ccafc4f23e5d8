import DenseLinearAlgebra

/// What squeezes the gates of an LSTM or a GRU between 0 and 1.
///
/// PyTorch has `sigmoid` only; a Keras configuration says `recurrent_activation`, and what it calls
/// `hard_sigmoid` changed with Keras 3.
public enum GateActivation: String, CaseIterable, Sendable, Codable {
  /// σ(a) = 1/(1 + e^-a).
  case sigmoid
  /// a/5 + 1/2 cut to 0…1: Keras before version 3, and ONNX by default.
  case hardSigmoidKeras2
  /// (a + 3)/6 cut to 0…1: Keras from version 3 on, and PyTorch's `Hardsigmoid`.
  case hardSigmoidKeras3

  /// The value at `a`. That at -a is 1 less it, without cancellation.
  func value<Scalar: LinearAlgebraScalar>(_ a: Scalar) -> Scalar {
    switch self {
    case .sigmoid: logistic(a)
    case .hardSigmoidKeras2: min(max(a + 5 / 2, 0), 5) / 5
    case .hardSigmoidKeras3: min(max(a + 3, 0), 6) / 6
    }
  }

  /// The derivative at `a`; 0 at a kink.
  func derivative<Scalar: LinearAlgebraScalar>(_ a: Scalar) -> Scalar {
    switch self {
    case .sigmoid: logisticDerivative(a)
    case .hardSigmoidKeras2: a.magnitude < 5 / 2 ? 1 / 5 : 0
    case .hardSigmoidKeras3: a.magnitude < 3 ? 1 / 6 : 0
    }
  }

  /// The value in any arithmetic.
  func value<Number: StepNumber>(of a: Number) -> Number {
    switch self {
    case .sigmoid: a.logistic
    case .hardSigmoidKeras2: (1 / 5) * (a + 5 / 2).clamped(to: 0...5)
    case .hardSigmoidKeras3: (1 / 6) * (a + 3).clamped(to: 0...6)
    }
  }
}
