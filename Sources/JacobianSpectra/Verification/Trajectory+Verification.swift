import ComplexModule
import DenseLinearAlgebra
import RealModule
public import RecurrentCells

extension Trajectory {
  /// Compares analytic Jacobians with the complex step and with central differences of the cell's
  /// definition: single steps along every edge, and longer lags along all edges.
  ///
  /// - Returns: One check for each edge (those inside the step together with the carry, since alone
  ///   they lead nowhere) and for each lag.
  /// - Throws: `LinearAlgebraError` if a Jacobian is not finite.
  /// - Complexity: O(n²) a step and column; 32 columns are compared at most.
  public func verifyDerivatives() throws -> [DerivativeCheck] {
    let steps = Set([1, (stepCount + 1) / 2, stepCount]).sorted()
    let single =
      edges.members.map { EdgeSet.insideStep.contains($0) ? [$0, .carry] : $0 } + [edges]
    var checks: [DerivativeCheck] = []
    for set in Set(single.map(\.rawValue)).sorted().map(EdgeSet.init(rawValue:)) {
      for step in steps { checks.append(try verifyDerivative(step: step, lag: 1, along: set)) }
    }
    for lag in [2, 5, 10, 20] where lag <= stepCount {
      checks.append(try verifyDerivative(step: stepCount, lag: lag, along: edges))
    }
    return checks
  }

  /// Compares the analytic P(step, lag) with the complex step and with central differences.
  ///
  /// - Parameters:
  ///   - step: t, 1 … T.
  ///   - lag: k, 1 … t.
  ///   - edges: Those that carry the derivative.
  ///   - columnLimit: Compare so many columns at most, evenly spread; all if nil.
  /// - Throws: `LinearAlgebraError` if a Jacobian is not finite, ``TraceError`` if the step, the lag or the
  ///   edges do not exist.
  public func verifyDerivative(
    step: Int, lag: Int, along edges: EdgeSet, columnLimit: Int? = 32
  ) throws -> DerivativeCheck {
    let analytic: Matrix<Scalar>
    if lag == 1 {
      analytic = stepJacobian(at: step, along: edges)
    } else {
      let scaled = try jacobian(.state, edges: edges, step: step, lag: lag)
      analytic = Scalar.exp(Scalar(scaled.logScale)) * scaled.matrix
    }
    let size = layout.count
    let limit = max(columnLimit ?? size, 1)
    let columns = Array(stride(from: 0, to: size, by: (size + limit - 1) / limit))
    let largest = analytic.maximumMagnitude
    var check = DerivativeCheck(
      edges: edges, step: step, lag: lag, columnCount: columns.count, complexStepError: 0,
      centralDifferenceError: 0, centralDifferenceRounding: 0,
      complexStepTolerance: max(1e-12, 4500 * Double(Scalar.ulpOfOne)),
      centralDifferenceTolerance: centralDifferenceTolerance)
    for j in columns {
      let column = analytic.column(j)
      func error(_ other: [Scalar]) -> Double {
        let difference = zip(column, other).map { ($0 - $1).magnitude }.max() ?? 0
        return difference == 0 ? 0 : Double(difference / largest)
      }
      check.complexStepError = max(
        check.complexStepError, error(complexStep(j, step: step, lag: lag, along: edges)))
      let central = centralDifference(j, step: step, lag: lag, along: edges, error: error)
      check.centralDifferenceError = max(check.centralDifferenceError, central.error)
      check.centralDifferenceRounding = max(
        check.centralDifferenceRounding, largest > 0 ? central.rounding / Double(largest) : 0)
    }
    return check
  }

  private var centralDifferenceTolerance: Double {
    max(1e-7, 10 * Double.pow(Double(Scalar.ulpOfOne), 2.0 / 3))
  }

  /// Column `j` of P(step, lag) by an imaginary displacement, far below the last digit.
  private func complexStep(_ j: Int, step: Int, lag: Int, along edges: EdgeSet) -> [Scalar] {
    let eta = Scalar.leastNormalMagnitude.squareRoot()
    var state = states.column(step - lag).map { Complex($0, 0) }
    state[j].imaginary = eta
    return run(state, step: step, lag: lag, along: edges).map { $0.imaginary / eta }
  }

  /// Column `j` of P(step, lag) by central differences, with the largest displacement that agrees:
  /// a large one may reach over a kink of the activation.
  private func centralDifference(
    _ j: Int, step: Int, lag: Int, along edges: EdgeSet, error: ([Scalar]) -> Double
  ) -> (error: Double, rounding: Double) {
    let before = states.column(step - lag)
    var best = (error: Double.infinity, rounding: 0.0)
    for factor in [1, 0.1, 0.01] as [Scalar] {
      let delta = factor * Scalar.ulpOfOne.cbrt * max(1, before[before.startIndex + j].magnitude)
      func displaced(_ sign: Scalar) -> [Scalar] {
        var state = before.map { Displaced(constant: $0) }
        state[j] = Displaced(
          nominal: state[j].nominal, displaced: state[j].nominal + sign * delta)
        return run(state, step: step, lag: lag, along: edges).map(\.displaced)
      }
      let difference = zip(displaced(1), displaced(-1)).map { ($0 - $1) / (2 * delta) }
      let magnitude = states.column(step).map(\.magnitude).max() ?? 0
      let rounding = Double(8 * Scalar.ulpOfOne * max(1, magnitude) / delta)
      let found = error(difference)
      if found < best.error { best = (found, rounding) }
      if found <= centralDifferenceTolerance { break }
    }
    return best
  }

  private func run<Number: StepNumber<Scalar>>(
    _ start: [Number], step: Int, lag: Int, along edges: EdgeSet
  ) -> [Number] {
    var state = start
    for s in step - lag + 1...step {
      let input = (0..<inputs.columnCount).map { Number(constant: inputs[s - 1, $0]) }
      state = cell.evaluate(state: state, input: input, carrying: edges)
    }
    return state
  }
}

extension LinearAlgebraScalar {
  fileprivate var cbrt: Self { .root(self, 3) }
}
