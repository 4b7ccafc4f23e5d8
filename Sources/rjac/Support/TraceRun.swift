import Foundation
import RecurrentJacobians

/// Runs a request and writes what it gives, row by row.
struct TraceRun<Scalar: LinearAlgebraScalar> {
  let network: LoadedNetwork<Scalar>
  let source: NetworkSource
  let precision: Precision

  /// Computes the rows, writes the files that are named, and returns the summary.
  ///
  /// - Parameter body: Called with each row as well.
  func run(
    _ request: TraceRequest, csv: String?, npy: String?, _ body: (TraceRow) -> Void = { _ in }
  ) throws -> TraceSummary {
    let sequence = network.trajectory
    let start = ContinuousClock.now
    let count =
      request.measures.contains(.sigma)
      ? request.series.map { sequence.singularValueCount(of: $0.quantity) }.max() ?? 0 : 0
    var sinks = try TraceSinks(
      csv: csv, npy: npy, singularValueCount: count, cellEdges: sequence.edges)
    var summary = TraceSummary()
    var rowCount = 0
    var bar = ProgressBar()
    defer { bar.finish() }
    try sequence.forEachTraceRow(of: request, progress: { bar.show($0) }) { row in
      try sinks.append(row)
      summary.take(row)
      body(row)
      rowCount += 1
    }
    try sinks.finish()
    if let csv, Self.isRegularFile(csv) {
      try sidecar(rowCount: rowCount, duration: ContinuousClock.now - start)
        .write(to: csv + ".json")
    }
    return summary
  }

  /// Pipes and devices, such as /dev/stdout, have nothing beside them.
  private static func isRegularFile(_ path: String) -> Bool {
    let target = URL(fileURLWithPath: path).resolvingSymlinksInPath()
    return (try? target.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile ?? false
  }

  private func sidecar(rowCount: Int, duration: Duration) throws -> TraceSidecar {
    let trajectory = network.trajectory
    return TraceSidecar(
      model: .init(
        file: source.model, sha256: try FileDigest.sha256(of: source.model),
        cell: trajectory.cellName, nonlinearity: trajectory.nonlinearityName,
        layer: network.layer.tensorName("weight_hh"), unitCount: network.layer.unitCount,
        inputCount: trajectory.inputCount),
      inputs: source.inputs, inputsSHA256: try FileDigest.sha256(of: source.inputs),
      stepCount: trajectory.stepCount, isReversed: source.reverse,
      precision: precision.rawValue,
      conventions: [
        "logs are natural (nats)", "-inf is an exact zero", "state 0 is the initial state",
        "PyTorch equations" + (trajectory.cellName == "lstm" ? ", gates i, f, g, o" : ""),
      ],
      rowCount: rowCount,
      wallTimeSeconds: Double(duration.components.seconds)
        + Double(duration.components.attoseconds) * 1e-18,
      software: .init(
        recurrentJacobians: recurrentJacobiansVersion,
        openBLAS: LinearAlgebraBackend.configuration, lapack: LinearAlgebraBackend.lapackVersion,
        kernel: LinearAlgebraBackend.kernel,
        threadCount: ProcessInfo.processInfo.activeProcessorCount))
  }
}

/// The files that rows go to.
private struct TraceSinks: ~Copyable {
  private var csv: TraceCSVWriter?
  private var npy: TraceArrayWriter?

  init(csv: String?, npy: String?, singularValueCount: Int, cellEdges: EdgeSet) throws {
    if let csv {
      self.csv = try TraceCSVWriter(
        to: csv, singularValueCount: singularValueCount, cellEdges: cellEdges)
    } else {
      self.csv = nil
    }
    if let npy {
      self.npy = try TraceArrayWriter(to: npy, singularValueCount: singularValueCount)
    } else {
      self.npy = nil
    }
  }

  mutating func append(_ row: TraceRow) throws {
    try csv?.append(row)
    try npy?.append(row)
  }

  consuming func finish() throws {
    try csv.take()?.finish()
    try npy.take()?.finish()
  }
}
