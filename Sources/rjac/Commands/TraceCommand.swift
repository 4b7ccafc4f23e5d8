import ArgumentParser
import RecurrentJacobians

/// `rjac trace`.
struct TraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Singular values, norms and spectral radii of Jacobians over lags.",
    discussion: """
      With no option: the largest singular value at the last step and all lags, of ∂h_t/∂h_{t-k}, \
      ∂h_t/∂C_{t-k} and ∂C_t/∂C_{t-k}, and beside them of the carousel of an LSTM or GRU and the output path of an LSTM, \
      as a summary, across layers (--from-layer) of the full derivatives alone; --csv and --npy write every singular value, --plot a picture, --report a page. \
      All logs are natural, -inf is an exact zero.

      The quantities: hidden ∂h_t/∂h_{t-k} with C_{t-k} held fixed, hiddenFromCell ∂h_t/∂C_{t-k} with \
      h_{t-k} moving along (what a loss on h_t finds of the cell state), cell ∂C_t/∂C_{t-k} with h_{t-k} held \
      fixed, cellTotal the same with h_{t-k} moving along, hiddenFromInput ∂h_t/∂x_{t-k} (how an input of k steps \
      ago reaches h), state the whole (h, C), output ∂h_t/∂o_{t-k}.

      Pictures show all singular values over the lag for one step, norms over step and lag for several, norm and \
      radius over time for one lag.

      Where INPUTS is a batch (a .npz with a sequence an array, or an array of shape [sequences, \
      steps, inputs] with --lengths), rows are quantiles over the sequences, 0.05 to 0.95, and end is \
      the last step of each.

      Examples:
        rjac trace model.safetensors inputs.npy --csv trace.csv
        rjac trace model.safetensors inputs.npy --quantity cell \\
          --edges all,carousel --steps 200
        rjac trace model.safetensors inputs.npy --steps 1...end:10 --lags 1...50 \\
          --plot map.png --report report.html
      """)

  @OptionGroup var network: NetworkOptions
  @OptionGroup var trace: TraceOptions

  func run() throws {
    let source = network.source(reading: trace.readout)
    let checkpoint = try Checkpoint(contentsOf: source.model)
    try trace.files.check(against: source.files(of: checkpoint))
    switch trace.precision {
    case .double: try run(source, in: checkpoint, as: Double.self)
    case .single: try run(source, in: checkpoint, as: Float.self)
    }
  }

  private func run<Scalar: LinearAlgebraScalar>(
    _ source: NetworkSource, in checkpoint: Checkpoint, as type: Scalar.Type
  ) throws {
    let sequences = try source.sequences()
    guard sequences.names.count == 1 || source.sequence != nil else {
      return try BatchTrace<Scalar>(
        sequences: sequences, source: source, checkpoint: checkpoint, options: trace
      ).run()
    }
    let loaded = try source.load(
      as: type, from: trace.fromLayer, of: sequences, in: checkpoint)
    let request = trace.request(for: loaded.sequence)
    if trace.files.plot != nil, request.steps.count == 1 {
      // Better said before the work.
      let lags = loaded.sequence.existingLags(of: request, at: request.steps[0])
      if !lags.isEmpty { try PlotError.requireSeveral(stepCount: 1, lagCount: lags.count) }
    }
    let run = TraceRun(
      network: loaded, source: source, precision: trace.precision,
      fromLayer: trace.fromLayer)
    let isShown = trace.files.plot != nil || trace.files.report != nil
    var rows: [TraceRow] = []
    let result = try run.run(request, csv: trace.files.csv, npy: trace.files.npy) {
      if isShown { rows.append($0) }
    }
    if request.measures != .radius {
      trace.files.table.show(
        result.summary.table(cellEdges: loaded.sequence.edges), ofSteps: Set(request.steps).count)
    }
    result.accuracy.show(
      trace.precision, of: request.measures.contains(.sigma) ? .singularValues : .largest)
    result.files.announce()
    let traced = Trace(rows: rows, cellEdges: loaded.sequence.edges)
    try trace.files.picture.draw(
      traced.chart(title: Trace.chartTitle(fromLayer: trace.fromLayer)))
    if let report = trace.files.report {
      try ReportedTraces(
        network: loaded, traces: [traced], settings: result.sidecar
      ).write(to: report)
      StandardError.wrote(report)
    }
  }
}
