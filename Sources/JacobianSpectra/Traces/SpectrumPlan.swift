import DenseLinearAlgebra
import RecurrentCells

/// How the spectra of one series are had: which (step, lag) pairs go by a recursion of their own, which by the
/// chain of their step, and which share products with their neighbours.
struct SpectrumPlan<Jacobians: JacobianSequence>: Sendable {
  typealias Scalar = Jacobians.Scalar

  private let series: TraceRequest.Series
  private let measures: Measures
  private let steps: [StepLags]
  private let forward: ForwardRecursion<Jacobians>
  /// For steps with several lags, and for maps; nil where there is no such step.
  private let adjoint: AdjointRecursion<Jacobians>?
  private let sliding: SlidingRecursion<Jacobians>?
  /// Those that go by `sliding`.
  private let shared: SharedLags
  private let spare: SpareNorms<Jacobians>

  /// - Parameters:
  ///   - steps: Steps, and lags that exist for them, both ascending; not empty.
  ///   - threads: The number of threads that find weights.
  init(
    _ series: TraceRequest.Series, of sequence: Jacobians, steps: [StepLags], measures: Measures,
    threads: Int
  ) throws {
    let (quantity, edges) = (series.quantity, series.edges)
    self.series = series
    self.measures = measures
    self.steps = steps
    forward = ForwardRecursion(sequence: sequence, quantity: quantity, edges: edges)
    adjoint =
      try steps.contains { Self.isChain($0.lags, among: steps) }
      ? AdjointRecursion(
        sequence: sequence, quantity: quantity, edges: edges, states: steps.states,
        sharedCount: steps.count > 1 ? steps.compactMap(\.lags.last).max() ?? 0 : 0,
        threads: threads) : nil
    // What is shared has to be good enough, as bounds say.
    let mayShare =
      sequence.isOfWholeState(quantity) && !measures.isDisjoint(with: [.sigma, .norm])
    let wanted = mayShare ? SharedLags(of: steps) : SharedLags()
    sliding =
      try wanted.lags.isEmpty
      ? nil
      : adjoint.flatMap {
        try SlidingRecursion(beside: $0, threads: threads)
      }
    shared = sliding == nil ? SharedLags() : wanted
    spare = SpareNorms(
      NormTiles(sequence: sequence, quantity: quantity, edges: edges), plan: steps)
  }

  /// Submits a task for every group of steps, or, where there is a single step, for every block of its chain.
  func submit(to submit: (@escaping @Sendable () throws -> [TraceRow]) throws -> Void) throws {
    if let adjoint, steps.count == 1 {
      let step = steps[0].step
      return try adjoint.forEachBlock(step: step, lags: steps[0].lags) { lag, block in
        try submit { [try row(block, step: step, lag: lag)] }
      }
    }
    for start in stride(from: 0, to: steps.count, by: shared.groupCount) {
      let group = Array(steps[start..<min(start + shared.groupCount, steps.count)])
      try submit { try rows(of: group) }
    }
  }

  private func rows(of group: [StepLags]) throws -> [TraceRow] {
    var rows: [TraceRow] = []
    for item in group {
      rows += try self.rows(
        step: item.step, lags: item.lags.filter { !shared.lags.contains($0) }[...])
    }
    guard let sliding else { return rows }
    for lag in shared.lags {
      let steps = group.filter { $0.contains(lag) }.map(\.step)
      try sliding.forEachBlock(lag: lag, steps: steps) { step, block in
        if let joint = try block.map({ try measured($0, step: step, lag: lag) }),
          joint.worstBound <= SlidingRecursion<Jacobians>.boundLimit
        {
          rows.append(joint)
          return true
        }
        rows += try self.rows(step: step, lags: [lag])
        return false
      }
    }
    return rows.sorted { ($0.step, $0.lag) < ($1.step, $1.lag) }
  }

  /// Those of one step by itself.
  private func rows(step: Int, lags: ArraySlice<Int>) throws -> [TraceRow] {
    guard let adjoint, Self.isChain(lags, among: steps) else {
      return try lags.compactMap { lag in
        try forward.block(step: step, lag: lag).map { try row($0, step: step, lag: lag) }
      }
    }
    var rows: [TraceRow] = []
    try adjoint.forEachBlock(step: step, lags: lags) { lag, block in
      rows.append(try row(block, step: step, lag: lag))
    }
    return rows
  }

  private func measured(_ block: LagBlock<Scalar>, step: Int, lag: Int) throws -> TraceRow {
    try TraceRow(block, series: series, step: step, lag: lag, measures: measures)
  }

  private func row(_ block: LagBlock<Scalar>, step: Int, lag: Int) throws -> TraceRow {
    try spare.completed(measured(block, step: step, lag: lag))
  }

  /// A pair alone is had best by the forward recursion. Of many steps, the weights of the adjoint recursion serve
  /// all, and its strides take fewer factorizations.
  private static func isChain(_ lags: ArraySlice<Int>, among steps: [StepLags]) -> Bool {
    lags.count > 1 || (steps.count > 8 && lags.contains { $0 > 1 })
  }
}
