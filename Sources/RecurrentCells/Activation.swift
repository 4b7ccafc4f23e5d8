import DenseLinearAlgebra
import RealModule

/// The logistic function σ(a) = 1/(1 + e^-a), without overflow.
func logistic<Scalar: LinearAlgebraScalar>(_ a: Scalar) -> Scalar {
  let e = Scalar.exp(-a.magnitude)
  return (a < 0 ? e : 1) / (1 + e)
}

/// σ'(a) = σ(a)·σ(-a), to a few ε of itself also where the gate is saturated; s·(1 - s) is not.
func logisticDerivative<Scalar: LinearAlgebraScalar>(_ a: Scalar) -> Scalar {
  let e = Scalar.exp(-a.magnitude)
  return e / ((1 + e) * (1 + e))
}

/// sech²(a) = 1 - tanh²(a), to a few ε of itself also in saturation; 1 - h² is not.
func sechSquared<Scalar: LinearAlgebraScalar>(_ a: Scalar) -> Scalar {
  let e = Scalar.exp(-2 * a.magnitude)
  return 4 * e / ((1 + e) * (1 + e))
}

/// The nonlinearity of a vanilla RNN.
///
/// A state dictionary does not say which one was used: PyTorch's default is `tanh`. `sigmoid` is the
/// logistic function.
public enum Nonlinearity: String, CaseIterable, Sendable, Codable {
  case tanh, relu, linear, sigmoid

  /// φ(a).
  func value<Scalar: LinearAlgebraScalar>(_ a: Scalar) -> Scalar {
    switch self {
    case .tanh: .tanh(a)
    case .relu: a > 0 ? a : 0
    case .linear: a
    case .sigmoid: logistic(a)
    }
  }

  /// φ'(a), from the pre-activation. At the kink of `relu` it is 0, as in PyTorch.
  func derivative<Scalar: LinearAlgebraScalar>(_ a: Scalar) -> Scalar {
    switch self {
    case .tanh: sechSquared(a)
    case .relu: a > 0 ? 1 : 0
    case .linear: 1
    case .sigmoid: logisticDerivative(a)
    }
  }

  /// φ in any arithmetic.
  func value<Number: StepNumber>(of a: Number) -> Number {
    switch self {
    case .tanh: a.hyperbolicTangent
    case .relu: a.rectified
    case .linear: a
    case .sigmoid: a.logistic
    }
  }
}
