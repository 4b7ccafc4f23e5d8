import DenseLinearAlgebra
public import RecurrentCells

extension Trajectory {
  /// How far rounding has carried the states from those of exact arithmetic: for each state 0 … T an estimate of the
  /// largest error of an entry, relative to the largest entry of all states.
  ///
  ///     δ_0 = 0,   δ_t = J_t·δ_{t-1} + u·‖s_t‖_∞·ξ_t
  ///
  /// with u half an `ulpOfOne` and ξ random signs, the same in every run. In a chaotic network it grows like e^{λ₁·t},
  /// λ₁ the largest Lyapunov exponent, until the computed states are others than the exact ones: there it stays near
  /// 1, until the network contracts again. Jacobians, products and bounds are those of the computed states.
  ///
  /// - Parameter last: The state to end with, T if nil or beyond.
  /// - Returns: Numbers from 0 to 1, one for each state.
  /// - Throws: ``TraceError`` where a step's Jacobian is not finite, `CancellationError` when the current task is
  ///   cancelled.
  /// - Complexity: That of writing every Jacobian so far, and O(n²) a step.
  /// - Accuracy: An order of magnitude either way, while it is far below 1. Errors of the inputs do not count.
  public func stateErrors(through last: Int? = nil) throws -> [Double] {
    try LinearAlgebraBackend.withOneThread { try estimatedStateErrors(through: last) }
  }

  private func estimatedStateErrors(through last: Int?) throws -> [Double] {
    let count = max(min(last ?? stepCount, stepCount), 0)
    let scale = states.maximumMagnitude
    guard scale > 0 else { return Array(repeating: 0, count: count + 1) }
    var random = SeededGenerator(seed: 0)
    var jacobian = makeJacobian()
    var error = Matrix<Scalar>(rows: layout.count, columns: 1)
    var product = error
    var estimates = [0.0]
    estimates.reserveCapacity(count + 1)
    for step in 1..<count + 1 {
      try Cancellation.check()
      try writeFiniteJacobian(of: step, along: .all, into: &jacobian)
      jacobian.multiply(error, into: &product)
      let rounding = Scalar.ulpOfOne / 2 * states.column(step).reduce(0) { max($0, $1.magnitude) }
      error = Matrix(
        rows: layout.count, columns: 1,
        columnMajor: product.elements.map { $0 + rounding * random.sign() })
      let size = error.maximumMagnitude
      // Beyond the size of the states the linear growth means nothing.
      if !(size <= scale) { error = Matrix(rows: layout.count, columns: 1, repeating: scale) }
      estimates.append(min(Double(size / scale), 1))
    }
    return estimates
  }
}
