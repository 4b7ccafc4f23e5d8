import DenseLinearAlgebra
import RecurrentCells

extension JacobianSequence {
  /// Submits the rows of one series: a task for every group of steps, or, where there is a single step, for
  /// every block of its chain.
  ///
  /// - Parameter plan: Steps, and lags that exist for them, both ascending; not empty.
  func produceSpectra(
    _ series: TraceRequest.Series, plan: [StepLags], measures: Measures,
    submit: (@escaping @Sendable () throws -> [TraceRow]) throws -> Void
  ) throws {
    let (quantity, edges) = (series.quantity, series.edges)
    let forward = ForwardRecursion(sequence: self, quantity: quantity, edges: edges)
    // A pair alone is had best by the forward recursion. Of many steps, the weights of the adjoint
    // recursion serve all, and its strides take fewer factorizations.
    let isMap = plan.count > 8
    @Sendable func isChain(_ lags: [Int]) -> Bool {
      lags.count > 1 || (isMap && lags.contains { $0 > 1 })
    }
    let adjoint =
      try plan.contains { isChain($0.lags) }
      ? AdjointRecursion(
        sequence: self, quantity: quantity, edges: edges, states: plan.states,
        sharedCount: plan.count > 1 ? plan.compactMap(\.lags.last).max() ?? 0 : 0) : nil
    // What is shared has to be good enough, as bounds say.
    let isShared = isOfWholeState(quantity) && !measures.isDisjoint(with: [.sigma, .norm])
    let wanted = isShared ? SharedLags(of: plan) : SharedLags()
    let sliding =
      try wanted.lags.isEmpty ? nil : adjoint.flatMap { try SlidingRecursion(beside: $0) }
    let shared = sliding == nil ? SharedLags() : wanted
    let own = plan.map {
      StepLags(step: $0.step, lags: $0.lags.filter { !shared.lags.contains($0) })
    }

    let spare = SpareNorms(
      NormTiles(sequence: self, quantity: quantity, edges: edges), plan: plan)
    @Sendable func measured(_ block: LagBlock<Scalar>, step: Int, lag: Int) throws -> TraceRow {
      try TraceRow(block, series: series, step: step, lag: lag, measures: measures)
    }
    @Sendable func row(_ block: LagBlock<Scalar>, step: Int, lag: Int) throws -> TraceRow {
      try spare.completed(measured(block, step: step, lag: lag))
    }
    if let adjoint, plan.count == 1 {
      return try adjoint.forEachBlock(step: plan[0].step, lags: plan[0].lags) { lag, block in
        try submit { [try row(block, step: plan[0].step, lag: lag)] }
      }
    }
    for start in stride(from: 0, to: plan.count, by: shared.groupCount) {
      let group = start..<min(start + shared.groupCount, plan.count)
      try submit {
        var rows: [TraceRow] = []
        func add(_ lags: [Int], at step: Int) throws {
          if let adjoint, isChain(lags) {
            try adjoint.forEachBlock(step: step, lags: lags) { lag, block in
              rows.append(try row(block, step: step, lag: lag))
            }
          } else {
            for lag in lags {
              if let block = try forward.block(step: step, lag: lag) {
                rows.append(try row(block, step: step, lag: lag))
              }
            }
          }
        }
        for item in own[group] { try add(item.lags, at: item.step) }
        guard let sliding else { return rows }
        for lag in shared.lags {
          let steps = plan[group].filter { $0.lags.contains(lag) }.map(\.step)
          try sliding.forEachBlock(lag: lag, steps: steps) { step, block in
            if let joint = try block.map({ try measured($0, step: step, lag: lag) }),
              joint.worstBound <= SlidingRecursion<Self>.boundLimit
            {
              rows.append(joint)
              return true
            }
            try add([lag], at: step)
            return false
          }
        }
        return rows.sorted { ($0.step, $0.lag) < ($1.step, $1.lag) }
      }
    }
  }

  /// Whether the derivatives are those of the whole state with respect to the whole state.
  func isOfWholeState(_ quantity: Quantity) -> Bool {
    let blocks = [target(of: quantity), source(of: quantity, at: 1)]
    return blocks.allSatisfy { $0?.pickedRows == 0..<layout.count }
  }
}
