import RecurrentJacobians

/// Runs a request and writes what it gives, row by row.
struct TraceRun<Scalar: LinearAlgebraScalar> {
  /// What a run leaves.
  struct Result {
    let summary: TraceSummary
    /// The files that were written.
    let files: WrittenFiles
    /// What the singular values are right to.
    let accuracy: Accuracy
    /// What the rows were computed from and with.
    let sidecar: RunSidecar
  }

  let network: LoadedNetwork<Scalar>
  let source: NetworkSource
  let precision: Precision
  /// The layer whose state is the variable; nil for the layer itself.
  var fromLayer: Int?
  /// How the sidecar names the model and the inputs; as they were named to the command if nil.
  var recordedNames: (model: String, inputs: String)?

  /// Computes the rows and writes the files that are named, which appear together.
  ///
  /// - Parameter body: Called with each row as well.
  func run(
    _ request: TraceRequest, csv: String?, npy: String?, _ body: (TraceRow) -> Void
  ) throws -> Result {
    try WholeFile.together { try write(request, csv: csv, npy: npy, body) }
  }

  private func write(
    _ request: TraceRequest, csv: String?, npy: String?, _ body: (TraceRow) -> Void
  ) throws -> Result {
    let sequence = network.sequence
    let start = ContinuousClock.now
    let count = request.singularValueCount(for: sequence)
    let files = try WrittenFiles(csv: csv, npy: npy)
    var sinks = try TraceSinks<TraceRow>(
      csv: csv, npy: npy, singularValueCount: count, cellEdges: sequence.edges)
    var summary = TraceSummary()
    var accuracy = Accuracy()
    accuracy.take(stateErrors: try network.trajectory.stateErrors(through: request.steps.last))
    var bar = ProgressBar()
    defer { bar.finish() }
    let show = { (progress: TraceProgress) in bar.show(progress) }
    try sequence.forEachTraceRow(of: request, progress: show) { row in
      try sinks.append(row)
      summary.take(row)
      body(row)
      accuracy.take(row)
    }
    try sinks.finish()
    var sidecar = try RunSidecar(
      of: network, from: source, precision: precision, fromLayer: fromLayer,
      accuracy: accuracy, duration: ContinuousClock.now - start)
    if let recordedNames {
      (sidecar.model.file, sidecar.inputs) = recordedNames
    }
    try files.writeSidecar { sidecar }
    return Result(summary: summary, files: files, accuracy: accuracy, sidecar: sidecar)
  }
}
