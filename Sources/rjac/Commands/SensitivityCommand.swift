import ArgumentParser
import RecurrentJacobians

/// `rjac sensitivity`.
struct SensitivityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sensitivity",
    abstract: "How h_t moves with the parameters, by block and by the lag at which they act.",
    discussion: """
      dh_t/dθ is the sum over the lags k of the rows of h of P(t,k)·∂⁺s_{t-k}/∂θ, s the state, the part of the parameters as they \
      acted at step t - k. The Frobenius norm of each part is computed for W_ih, W_hh and the bias of \
      every gate, that of b_ih and b_hh alike; the candidate of a GRU whose reset acts after the \
      product has one for each of the two; and for W_hr of an LSTM with projections and peepholes. With the gradient of \
      a loss with respect to h_t for --readout they are the parts of its gradient that come by way of h_t.
      """)

  @OptionGroup var network: NetworkOptions

  @OptionGroup var readout: ReadoutOption

  @OptionGroup var window: StepOptions

  @OptionGroup var table: CSVOption

  func run() throws {
    let source = network.source(reading: readout)
    let checkpoint = try Checkpoint(contentsOf: source.model)
    try table.check(against: source.files(of: checkpoint))
    let loaded = try source.load(as: Double.self, in: checkpoint)
    let start = ContinuousClock.now
    let whole = try sensitivity(of: loaded.trajectory, readout: loaded.readout?.weights)
    var accuracy = Accuracy()
    accuracy.take(stateErrors: try loaded.trajectory.stateErrors(through: whole.rows.last?.step))
    for row in whole.rows { accuracy.take(norms: row.logNorms) }
    let files = try WrittenFiles(csv: table.csv)
    try WholeFile.together {
      if let csv = table.csv { try whole.writeCSV(to: csv) }
      try files.writeSidecar {
        try RunSidecar(
          of: loaded, from: source, precision: .double, accuracy: accuracy,
          duration: ContinuousClock.now - start, threadCount: 1)
      }
    }
    table.show(whole.summary, ofSteps: Set(whole.rows.map(\.step)).count)
    accuracy.show(of: .norms)
    files.announce()
  }

  private func sensitivity(
    of trajectory: any LoadedTrajectory<Double>, readout: Matrix<Double>?
  ) throws -> Sensitivity {
    var bar = ProgressBar()
    defer { bar.finish() }
    let end = trajectory.stepCount
    // Parameters act first at step 1.
    return try trajectory.sensitivity(
      steps: window.steps.values(end: end), lags: window.lags.values(end: end - 1),
      readout: readout
    ) { bar.show($0, of: "lags") }
  }
}
