import RecurrentCells

extension JacobianSequence {
  /// Submits the rows of one series of which only the norm is asked: a task for as many neighbouring
  /// steps as share their factors.
  ///
  /// - Parameter plan: Steps, and lags that exist for them, both ascending; not empty.
  func produceNorms(
    _ series: TraceRequest.Series, plan: [StepLags],
    submit: (@escaping @Sendable () throws -> [TraceRow]) throws -> Void
  ) throws {
    let tiles = NormTiles(sequence: self, quantity: series.quantity, edges: series.edges)
    let graded = GradedNorms(
      sequence: self, quantity: series.quantity, edges: series.edges,
      states: plan.states)
    var rest = plan[...]
    while let first = rest.first {
      let group = Array(rest.prefix { $0.step < first.step + tiles.width })
      rest = rest.dropFirst(group.count)
      try submit {
        let norms = try tiles.logNorms(
          of: group.flatMap { item in
            item.lags.filter { $0 > 0 }.map { .init(step: item.step, start: item.step - $0) }
          })
        return try group.flatMap { item in
          let (step, lags) = (item.step, item.lags)
          let left = lags.filter { norms[.init(step: step, start: step - $0)] == nil }
          let added = try graded.logNorms(step: step, lags: left)
          return lags.compactMap { lag in
            (norms[.init(step: step, start: step - lag)] ?? added[lag]).map {
              TraceRow(series: series, step: step, lag: lag, norm: $0)
            }
          }
        }
      }
    }
  }
}
