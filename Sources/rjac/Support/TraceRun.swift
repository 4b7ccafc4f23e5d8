import Foundation
import RecurrentJacobians

/// Runs a request and writes what it gives, row by row.
struct TraceRun<Scalar: LinearAlgebraScalar> {
  /// What a run leaves.
  struct Result {
    let summary: TraceSummary
    /// The files that were written; pipes and devices are not among them.
    let files: [String]
    /// Singular values that are rounding noise.
    let unresolvedCount: Int
  }

  let network: LoadedNetwork<Scalar>
  let source: NetworkSource
  let precision: Precision
  /// The layer whose state is the variable; nil for the layer itself.
  var fromLayer: Int?
  /// How the sidecar names the model and the inputs; as they were named to the command if nil.
  var recordedNames: (model: String, inputs: String)?

  /// Computes the rows and writes the files that are named.
  ///
  /// - Parameter body: Called with each row as well.
  func run(
    _ request: TraceRequest, csv: String?, npy: String?, _ body: (TraceRow) -> Void = { _ in }
  ) throws -> Result {
    let sequence = network.trajectory
    let start = ContinuousClock.now
    let count =
      request.measures.contains(.sigma)
      ? request.series.map { sequence.singularValueCount(of: $0.quantity) }.max() ?? 0 : 0
    var sinks = try TraceSinks(
      csv: csv, npy: npy, singularValueCount: count, cellEdges: sequence.edges)
    // Pipes and devices, such as /dev/stdout, have nothing beside them.
    let sidecarPath = sinks.csvIsFile ? csv.map { $0 + ".json" } : nil
    var summary = TraceSummary()
    var (rowCount, unresolvedCount) = (0, 0)
    var bar = ProgressBar()
    defer { bar.finish() }
    let show = { (progress: TraceProgress) in bar.show(progress) }
    try sequence.forEachTraceRow(of: request, progress: show) { row in
      try sinks.append(row)
      summary.take(row)
      body(row)
      rowCount += 1
      unresolvedCount += row.unresolvedCount
    }
    try sinks.finish()
    if let sidecarPath {
      try sidecar(
        rowCount: rowCount, unresolvedCount: unresolvedCount,
        duration: ContinuousClock.now - start
      )
      .write(to: sidecarPath)
    }
    let files = [sidecarPath == nil ? nil : csv, sidecarPath, npy].compactMap { $0 }
    return Result(summary: summary, files: files, unresolvedCount: unresolvedCount)
  }

  private func sidecar(rowCount: Int, unresolvedCount: Int, duration: Duration) throws
    -> TraceSidecar
  {
    let trajectory = network.trajectory
    return TraceSidecar(
      model: .init(
        file: recordedNames?.model ?? source.model,
        sha256: try FileDigest.sha256(of: source.model),
        cell: trajectory.cellName, nonlinearity: trajectory.nonlinearityName,
        layer: network.layer.tensorName("weight_hh"), fromLayer: fromLayer,
        unitCount: network.layer.unitCount,
        inputCount: trajectory.inputCount),
      inputs: recordedNames?.inputs ?? source.inputs,
      inputsSHA256: try FileDigest.sha256(of: source.inputs),
      initialState: source.initialState,
      initialStateSHA256: try source.initialState.map { try FileDigest.sha256(of: $0) },
      stepCount: trajectory.stepCount, isReversed: source.reverse,
      precision: precision.rawValue,
      conventions: [
        "logs are natural (nats)", "-inf is an exact zero", "state 0 is the initial state",
        "PyTorch equations" + network.layer.kind.gateOrder,
        "inputs are those of the lowest layer in the file",
      ],
      rowCount: rowCount, unresolvedValueCount: unresolvedCount,
      wallTimeSeconds: Double(duration.components.seconds)
        + Double(duration.components.attoseconds) * 1e-18,
      software: .init(
        recurrentJacobians: recurrentJacobiansVersion,
        openBLAS: LinearAlgebraBackend.configuration, lapack: LinearAlgebraBackend.lapackVersion,
        kernel: LinearAlgebraBackend.kernel,
        threadCount: ProcessInfo.processInfo.activeProcessorCount))
  }
}

extension RecurrentLayer.Kind {
  /// What the equations leave open, for the sidecar.
  fileprivate var gateOrder: String {
    switch self {
    case .lstm: ", gates i, f, g, o"
    case .gru: ", gates r, z, n, reset after the product"
    case .rnn: ""
    }
  }
}
