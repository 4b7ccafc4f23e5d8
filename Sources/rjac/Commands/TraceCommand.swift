import ArgumentParser
import RecurrentJacobians

/// `rjac trace`.
struct TraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Singular values, norms and spectral radii of Jacobians over lags.",
    discussion: """
      With no option: the last step and all lags, of ∂h_t/∂h_{t-k} and ∂C_t/∂C_{t-k}, and beside \
      them the carousel of an LSTM or GRU and the output path of an LSTM. A summary is printed; \
      --csv and --npy write every value, --plot a picture, --report a page. All logs are natural, \
      -inf is an exact zero.

      The quantities: hidden ∂h_t/∂h_{t-k}, cell ∂C_t/∂C_{t-k} with h_{t-k} held fixed, cellTotal \
      the same with h_{t-k} moving along, state the whole (h, C), output ∂h_t/∂o_{t-k}.

      Examples:
        rjac trace model.safetensors inputs.npy --csv trace.csv
        rjac trace model.safetensors inputs.npy --quantity cell --edges all,carousel --steps 200
        rjac trace model.safetensors inputs.npy --steps 1...end:10 --lags 1...50 \
          --measures norm --plot map.png --report report.html
      """)

  @OptionGroup var network: NetworkOptions
  @OptionGroup var trace: TraceOptions

  func run() throws {
    let source = network.source
    try trace.files.check(against: source.files)
    switch trace.precision {
    case .double: try run(source, as: Double.self)
    case .single: try run(source, as: Float.self)
    }
  }

  private func run<Scalar: LinearAlgebraScalar>(
    _ source: NetworkSource, as type: Scalar.Type
  ) throws {
    let loaded = try source.load(as: type, from: trace.fromLayer)
    let request = trace.request(for: loaded.sequence)
    let run = TraceRun(
      network: loaded, source: source, precision: trace.precision,
      fromLayer: trace.fromLayer)
    let isShown = trace.files.plot != nil || trace.files.report != nil
    var rows: [TraceRow] = []
    let result = try run.run(request, csv: trace.files.csv, npy: trace.files.npy) {
      if isShown { rows.append($0) }
    }
    trace.files.table.show(result.summary.table(cellEdges: loaded.sequence.edges))
    if let bound = result.largestErrorBound {
      StandardError.write("every ln σ is right to \(ScientificNumber.text(bound))\n")
    }
    if result.unresolvedCount > 0 {
      StandardError.write(
        "\(result.unresolvedCount) singular values are rounding noise of the weights as stored;"
          + " files leave them empty\n")
    }
    for file in result.files { StandardError.write("wrote \(file)\n") }
    let traced = Trace(rows: rows, cellEdges: loaded.sequence.edges)
    if let plot = trace.files.plot {
      try traced.chart(title: "Jacobian over a lag").write(to: plot)
      StandardError.write("wrote \(plot)\n")
    }
    if let report = trace.files.report {
      try ReportedTraces(
        network: loaded, traces: [traced], settings: result.sidecar
      ).write(to: report)
      StandardError.write("wrote \(report)\n")
    }
  }
}
