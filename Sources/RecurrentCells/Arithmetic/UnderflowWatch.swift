import DenseLinearAlgebra

/// Watches whether factors that make up a Jacobian go below the exponent range.
struct UnderflowWatch<Scalar: LinearAlgebraScalar> {
  /// Whether some have.
  private(set) var hasSeenAny = false

  /// Looks at values of functions that are never zero by themselves.
  mutating func see(_ values: [Scalar]) { see(smallest: values.min() ?? 1) }

  mutating func see(smallest: Scalar) {
    hasSeenAny = hasSeenAny || smallest < Underflow<Scalar>.threshold
  }

  /// Looks at products of factors with weights that are made elsewhere.
  ///
  /// - Parameter least: The smallest magnitude of a weight that is not zero.
  mutating func see(_ factors: [Scalar], timesWeightsFrom least: Scalar) {
    hasSeenAny =
      hasSeenAny || .smallestMagnitude(of: factors) * least < Scalar.leastNormalMagnitude
  }

  /// Products of factors, which may be zero only where a factor is.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func products(_ left: ArraySlice<Scalar>, _ right: [Scalar]) -> [Scalar] {
    let limit = Underflow<Scalar>.threshold
    var least = Scalar.infinity
    let products = elementwise(left, right) { left, right in
      let product = left * right
      let seen = left == 0 || right == 0 ? Scalar.infinity : product.magnitude
      least = seen < least ? seen : least
      return product
    }
    hasSeenAny = hasSeenAny || least < limit
    return products
  }
}
