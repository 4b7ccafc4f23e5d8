import RecurrentCells

extension JacobianSequence {
  /// Submits the rows of one series of which only the norm is asked: a task for as many neighbouring
  /// steps as share their factors.
  ///
  /// - Parameters:
  ///   - plan: Steps, and lags that exist for them, both ascending.
  ///   - tally: Counts the rows as they are made.
  func produceNorms(
    _ series: TraceRequest.Series, plan: [StepLags], tally: Tally,
    submit: (@escaping @Sendable () throws -> [TraceRow]) throws -> Void
  ) throws {
    guard let first = plan.first else { return }
    let (quantity, edges) = (series.quantity, series.edges)
    let diagonal = DiagonalProducts(sequence: self, quantity: quantity, edges: edges)
    let isDiagonal = try diagonal.isDiagonal(at: first.step)
    let tiles = NormTiles(sequence: self, quantity: quantity, edges: edges)
    let graded = GradedNorms(
      sequence: self, quantity: quantity, edges: edges, states: plan.states)
    var rest = plan[...]
    while let first = rest.first {
      let group = Array(rest.prefix { $0.step < first.step + tiles.width })
      rest = rest.dropFirst(group.count)
      try submit {
        var norms: [StatePair: LogNorm] = [:]
        for item in group where isDiagonal {
          _ = try diagonal.forEachBlock(step: item.step, lags: item.lags[...]) { lag, block in
            norms[item.pair(lag)] = try block.spectrum().norm
            tally.add(1)
          }
        }
        let open = group.flatMap { item in
          item.lags.filter { $0 > 0 }.map(item.pair).filter { norms[$0] == nil }
        }
        norms.merge(try tiles.logNorms(of: open, tally: tally)) { known, _ in known }
        return try group.flatMap { item in
          let left = item.lags.filter { norms[item.pair($0)] == nil }
          let added = try graded.logNorms(step: item.step, lags: left)
          tally.add(added.count)
          return item.lags.compactMap { lag in
            (norms[item.pair(lag)] ?? added[lag]).map {
              TraceRow(series: series, step: item.step, lag: lag, norm: $0)
            }
          }
        }
      }
    }
  }
}
