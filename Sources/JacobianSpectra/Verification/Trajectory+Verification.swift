import DenseLinearAlgebra
import RealModule
public import RecurrentCells

extension Trajectory {
  /// Compares analytic Jacobians with the complex step and with central differences of the cell's
  /// definition: single steps along every edge, and longer lags along all edges.
  ///
  /// - Parameter progress: Called after each check on the calling thread.
  /// - Returns: One check for each edge (those inside the step together with the carry, since alone
  ///   they lead nowhere) and for each lag.
  /// - Throws: As ``verifyDerivative(step:lag:edges:columnLimit:)``.
  /// - Complexity: O(n²) a step and column, on all cores; 32 columns are compared at most.
  public func verifyDerivatives(
    progress: (TraceProgress) -> Void = { _ in }
  ) throws -> [DerivativeCheck] {
    let steps = Set([1, (stepCount + 1) / 2, stepCount]).sorted()
    let single =
      edges.members.map {
        EdgeSet.insideStep.contains($0) ? edges.intersection([$0, .carry]) : $0
      } + [edges]
    let sets = Set(single.map(\.rawValue)).sorted().map(EdgeSet.init(rawValue:))
    let plan =
      sets.flatMap { set in steps.map { (step: $0, lag: 1, edges: set) } }
      + [2, 5, 10, 20].filter { $0 <= stepCount }
      .map { (step: stepCount, lag: $0, edges: edges) }
    var checks: [DerivativeCheck] = []
    try OrderedPipeline<DerivativeCheck>.run(
      threads: nil,
      deliver: {
        checks.append($0)
        progress(TraceProgress(completed: checks.count, total: plan.count))
      },
      produce: { submit in
        // The longest first, so that no core waits for it in the end.
        for item in plan.reversed() {
          try submit {
            try verifyDerivative(step: item.step, lag: item.lag, edges: item.edges)
          }
        }
      })
    return checks.reversed()
  }

  /// Compares the analytic P(step, lag) with the complex step and with central differences.
  ///
  /// - Parameters:
  ///   - step: t, 1 … T.
  ///   - lag: k, 1 … t.
  ///   - edges: Those that carry the derivative.
  ///   - columnLimit: Compare so many columns at most, evenly spread; all if nil.
  /// - Throws: ``TraceError`` if the step, the lag or the edges do not exist, and if a step's Jacobian is not finite;
  ///   `LinearAlgebraError` if their product leaves the exponent range; `CancellationError` when the current task is
  ///   cancelled.
  public func verifyDerivative(
    step: Int, lag: Int, edges: EdgeSet = .all, columnLimit: Int? = 32
  ) throws -> DerivativeCheck {
    let request = TraceRequest(series: [.init(.state, edges: edges)], steps: [step], lags: [lag])
    let edges = try checked(request).series[0].edges
    let analytic: Matrix<Scalar>
    if lag == 1 {
      var blocks = makeJacobian()
      try writeFiniteJacobian(of: step, along: edges, into: &blocks)
      analytic = blocks.denseMatrix()
    } else {
      analytic = try jacobian(.state, edges: edges, step: step, lag: lag).unscaled
    }
    try analytic.requireFinite("product")
    let size = layout.count
    let limit = max(columnLimit ?? size, 1)
    let columns = Array(stride(from: 0, to: size, by: max((size + limit - 1) / limit, 1)))
    let other = OtherDerivatives(trajectory: self, step: step, lag: lag, edges: edges, of: analytic)
    return DerivativeCheck(
      edges: edges, step: step, lag: lag, columnCount: columns.count,
      complexStep: Self.worst(columns.map(other.complexStep)),
      centralDifferences: Self.worst(columns.map(other.centralDifferences)))
  }

  /// The column that differs most beyond what it may, or, where all agree, most among those that know a digit; no
  /// difference where there are no columns.
  private static func worst(
    _ columns: [DerivativeCheck.Difference]
  ) -> DerivativeCheck.Difference {
    let failing = columns.filter { !$0.isPassed }
    if let worst = failing.max(by: { $0.error - $0.uncertainty < $1.error - $1.uncertainty }) {
      return worst
    }
    let known = columns.filter(\.isConclusive)
    return (known.isEmpty ? columns : known).max { $0.error < $1.error }
      ?? DerivativeCheck.Difference(error: 0, uncertainty: 0, tolerance: 0)
  }
}
