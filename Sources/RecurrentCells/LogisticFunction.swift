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

/// The logistic function at many arguments.
struct LogisticFunction<Scalar: LinearAlgebraScalar> {
  private let arguments: ArraySlice<Scalar>
  /// e^-|a|.
  private let decay: [Scalar]

  init(at arguments: ArraySlice<Scalar>) {
    self.arguments = arguments
    decay = Scalar.exponentials(of: elementwise(arguments) { -$0.magnitude })
  }

  /// σ(a).
  var values: [Scalar] { elementwise(arguments, decay) { a, e in (a < 0 ? e : 1) / (1 + e) } }

  /// 1 - σ(a) = σ(-a).
  var complements: [Scalar] { elementwise(arguments, decay) { a, e in (a < 0 ? 1 : e) / (1 + e) } }

  /// The smallest of σ(a), 1 - σ(a) and σ'(a), as far as floating point has it.
  var smallest: Scalar { decay.min() ?? 1 }

  /// σ'(a), as ``logisticDerivative(_:)``.
  var derivatives: [Scalar] { elementwise(decay[...]) { e in e / ((1 + e) * (1 + e)) } }
}

/// sech²(a) of each argument, as ``sechSquared(_:)``.
func sechSquared<Scalar: LinearAlgebraScalar>(at arguments: ArraySlice<Scalar>) -> [Scalar] {
  let decay = Scalar.exponentials(of: elementwise(arguments) { -2 * $0.magnitude })
  return elementwise(decay[...]) { e in 4 * e / ((1 + e) * (1 + e)) }
}
