import RecurrentCells

/// How the norms of one series are had where nothing else is asked of it: those of diagonal products from their
/// scales, the others from products that neighbouring steps share, and what is left over from full spectra.
struct NormPlan<Jacobians: JacobianSequence>: Sendable {
  private let series: TraceRequest.Series
  private let steps: [StepLags]
  private let diagonal: DiagonalProducts<Jacobians>
  private let isDiagonal: Bool
  private let tiles: NormTiles<Jacobians>
  private let graded: GradedNorms<Jacobians>
  private let tally: Tally

  /// - Parameters:
  ///   - steps: Steps, and lags that exist for them, both ascending; not empty.
  ///   - tally: Counts the rows as they are made.
  init(
    _ series: TraceRequest.Series, of sequence: Jacobians, steps: [StepLags], tally: Tally
  ) throws {
    let (quantity, edges) = (series.quantity, series.edges)
    self.series = series
    self.steps = steps
    self.tally = tally
    diagonal = DiagonalProducts(sequence: sequence, quantity: quantity, edges: edges)
    isDiagonal = try diagonal.isDiagonal(at: steps[0].step)
    tiles = NormTiles(sequence: sequence, quantity: quantity, edges: edges)
    graded = GradedNorms(
      sequence: sequence, quantity: quantity, edges: edges, states: steps.states)
  }

  /// Submits a task for as many neighbouring steps as share their products.
  func submit(to submit: (@escaping @Sendable () throws -> [TraceRow]) throws -> Void) throws {
    var rest = steps[...]
    while let first = rest.first {
      let group = Array(rest.prefix { $0.step < first.step + tiles.width })
      rest = rest.dropFirst(group.count)
      try submit { try rows(of: group) }
    }
  }

  private func rows(of group: [StepLags]) throws -> [TraceRow] {
    var norms: [StatePair: LogNorm] = [:]
    for item in group where isDiagonal {
      _ = try diagonal.forEachBlock(step: item.step, lags: item.lags) { lag, block in
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
