import DenseLinearAlgebra

/// The nonlinearity of a vanilla RNN.
///
/// A state dictionary does not say which one was used: PyTorch's default is ``tanh``.
public enum Nonlinearity: String, CaseIterable, Sendable, Codable {
  /// tanh(a).
  case tanh
  /// max(a, 0); its derivative at 0 is 0.
  case relu
  /// a.
  case linear
  /// σ(a) = 1/(1 + e^-a).
  case sigmoid

  /// φ(a) of each argument.
  func values<Scalar: LinearAlgebraScalar>(at arguments: ArraySlice<Scalar>) -> [Scalar] {
    switch self {
    case .tanh: Scalar.hyperbolicTangents(of: arguments)
    case .relu: arguments.map { $0 < 0 ? 0 : $0 }
    case .linear: Array(arguments)
    case .sigmoid: LogisticFunction(at: arguments).values
    }
  }

  /// φ'(a) of each argument, from the pre-activation. At the kink of `relu` it is 0, as in PyTorch.
  func derivatives<Scalar: LinearAlgebraScalar>(at arguments: ArraySlice<Scalar>) -> [Scalar] {
    switch self {
    case .tanh: sechSquared(at: arguments)
    case .relu: arguments.map { $0 > 0 ? 1 : 0 }
    case .linear: arguments.map { _ in 1 }
    case .sigmoid: LogisticFunction(at: arguments).derivatives
    }
  }

  /// Whether φ' is never zero.
  var isCurved: Bool {
    switch self {
    case .tanh, .sigmoid: true
    case .relu, .linear: false
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
