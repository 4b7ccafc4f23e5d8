import ArgumentParser
import RecurrentJacobians

/// `rjac ledger`.
struct LedgerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger",
    abstract: "Which gate carries the gradient: Jacobians over lags as sums over edges and hops.",
    discussion: """
      Every Jacobian is the sum over its paths through time. The ledger says what part of them runs \
      along each edge (carry, forgetGate, inputGate, candidate, readout, outputGate; recurrent for \
      an RNN): a path counts in each of its steps alike, and within a step in each of its edges \
      alike. The hops say how often a path passes through h; with none it never leaves the cell \
      state. A share is what a part adds to the largest singular value: the shares of all edges sum \
      to 1, and so do those of all hops. A share may be negative where paths cancel. Lag 0 has no \
      path, and no row. Pictures show the shares over the lag as stacked areas.

      Examples:
        rjac ledger model.safetensors inputs.npy --plot ledger.svg
        rjac ledger model.safetensors inputs.npy --quantity cell --steps 200 \\
          --csv ledger.csv
      """)

  @OptionGroup var network: NetworkOptions

  @OptionGroup var quantity: QuantityOption

  @OptionGroup var readout: ReadoutOption

  @OptionGroup var window: StepOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Tell paths with up to this many hops apart (default: 3 where there is a cell state).",
      valueName: "number"))
  var hops: Int?

  @OptionGroup var table: CSVOption

  @OptionGroup var picture: PlotOption

  func validate() throws {
    if let hops, !LedgerRequest.hopCounts.contains(hops) {
      throw ValidationError(
        "--hops \(hops): give a number from 0 to \(LedgerRequest.hopCounts.upperBound).")
    }
  }

  func run() throws {
    let source = network.source(reading: readout)
    let checkpoint = try Checkpoint(contentsOf: source.model)
    try table.check(against: source.files(of: checkpoint), and: [(picture.plot, "--plot")])
    try picture.check(isAlone: table.csv == nil)
    let loaded = try source.load(as: Double.self, in: checkpoint)
    let sequence = loaded.sequence
    let end = sequence.stepCount
    let steps = window.steps.values(end: end)
    var request = LedgerRequest(
      quantity.quantities(for: sequence), steps: steps, lags: window.lags.values(end: end),
      hops: hops ?? (sequence.layout.cell == nil ? nil : 3))
    // A step that is not there is refused by what would compute it.
    if table.csv == nil, picture.plot == nil, steps.allSatisfy((1...end).contains) {
      request = LedgerSummary.shown(of: request)
    }
    let files = try WrittenFiles(csv: table.csv)
    let (summary, accuracy) = try WholeFile.together {
      try run(request, of: loaded, from: source, writing: files)
    }
    table.show(summary.table, ofSteps: Set(steps).count)
    accuracy.show(of: .norms)
    files.announce()
    try picture.draw(summary.chart)
  }

  /// Computes the rows and writes them.
  private func run(
    _ request: LedgerRequest, of network: LoadedNetwork<Double>, from source: NetworkSource,
    writing files: WrittenFiles
  ) throws -> (summary: LedgerSummary, accuracy: Accuracy) {
    let start = ContinuousClock.now
    var writer = try table.csv.map {
      try LedgerCSVWriter(to: $0, parts: request.parts(of: network.trajectory.edges))
    }
    var summary = LedgerSummary()
    var accuracy = Accuracy()
    accuracy.take(stateErrors: try network.trajectory.stateErrors(through: request.steps.last))
    var bar = ProgressBar()
    defer { bar.finish() }
    let show = { (progress: TraceProgress) in bar.show(progress) }
    try network.sequence.forEachLedgerRow(of: request, progress: show) { row in
      try writer?.append(row)
      summary.take(row)
      accuracy.take(row)
    }
    try writer.take()?.finish()
    try files.writeSidecar {
      try RunSidecar(
        of: network, from: source, precision: .double, accuracy: accuracy,
        duration: ContinuousClock.now - start)
    }
    return (summary, accuracy)
  }
}
