import RecurrentJacobians

/// Traces of one run, and what a report adds to them.
struct ReportedTraces<Scalar: LinearAlgebraScalar> {
  let network: LoadedNetwork<Scalar>
  let traces: [Trace]
  let settings: RunSidecar

  /// Lags that can be told apart on a logarithmic axis, as many as a ledger needs.
  private static func spread(upTo last: Int) -> [Int] {
    var lags = [1]
    while let lag = lags.last, lag < last { lags.append(min(max(lag + 1, lag * 11 / 10), last)) }
    return lags
  }

  /// The ledger of the last step, over lags up to the longest that was traced; nil where there is a
  /// single edge, and across layers.
  private func ledger() throws -> LedgerSummary? {
    let trajectory = network.trajectory
    let rows = traces.flatMap(\.rows).filter { $0.edges == trajectory.edges && $0.lag > 0 }
    let quantities = Quantity.allCases.filter { quantity in
      rows.contains { $0.quantity == quantity }
    }
    guard network.acrossLayers == nil, trajectory.edges.members.count > 1,
      let step = rows.map(\.step).max(),
      let lag = rows.map(\.lag).max()
    else { return nil }
    var summary = LedgerSummary()
    var bar = ProgressBar()
    defer { bar.finish() }
    let show = { (progress: TraceProgress) in bar.show(progress) }
    let request = LedgerRequest(
      quantities, steps: [step], lags: Self.spread(upTo: min(lag, step)),
      hops: trajectory.layout.cell == nil ? nil : 3)
    try network.sequence.forEachLedgerRow(of: request, progress: show) { summary.take($0) }
    return summary
  }

  /// Writes the page.
  func write(to path: String) throws {
    try Report(
      title: "Gradients through time: \(settings.model.file)", traces: traces, ledger: try ledger(),
      gates: network.trajectory.gateHistory, settings: settings
    ).write(to: path)
  }
}
