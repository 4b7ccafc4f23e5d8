import DenseLinearAlgebra

/// The activation of gates at many arguments.
enum GateFunction<Scalar: LinearAlgebraScalar> {
  case sigmoid(LogisticFunction<Scalar>)
  /// Any other, at its arguments.
  case piecewise(GateActivation, ArraySlice<Scalar>)

  init(_ activation: GateActivation, at arguments: ArraySlice<Scalar>) {
    self =
      activation == .sigmoid
      ? .sigmoid(LogisticFunction(at: arguments)) : .piecewise(activation, arguments)
  }

  var values: [Scalar] {
    switch self {
    case .sigmoid(let function): function.values
    case .piecewise(let activation, let arguments): arguments.map(activation.value)
    }
  }

  /// 1 less the values, without cancellation.
  var complements: [Scalar] {
    switch self {
    case .sigmoid(let function): function.complements
    case .piecewise(let activation, let arguments): arguments.map { activation.value(-$0) }
    }
  }

  var derivatives: [Scalar] {
    switch self {
    case .sigmoid(let function): function.derivatives
    case .piecewise(let activation, let arguments): arguments.map(activation.derivative)
    }
  }

  /// The smallest of what is never zero by itself, as far as floating point has it.
  var smallest: Scalar {
    switch self {
    case .sigmoid(let function): function.smallest
    case .piecewise: 1
    }
  }
}
