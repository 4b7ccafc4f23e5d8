import Foundation
import RecurrentJacobians

extension RunSidecar {
  /// What rows of a network were computed from and with.
  ///
  /// - Parameters:
  ///   - accuracy: That of all the rows, which it counts.
  ///   - threadCount: How many threads the work may be shared out to.
  init<Scalar>(
    of network: LoadedNetwork<Scalar>, from source: NetworkSource, precision: Precision,
    fromLayer: Int? = nil, accuracy: Accuracy, duration: Duration,
    threadCount: Int = ProcessInfo.processInfo.activeProcessorCount
  ) throws {
    let trajectory = network.trajectory
    let conventions = trajectory.conventions
    self.init(
      model: .init(
        file: source.model, sha256: try FileDigest.sha256(of: source.model),
        otherFiles: try network.checkpoint.fingerprints,
        cell: trajectory.cellName, nonlinearity: conventions.nonlinearity?.rawValue,
        reset: conventions.reset?.rawValue,
        gateActivation: conventions.gateActivation?.rawValue,
        layer: network.layer.recurrentWeightsName, fromLayer: fromLayer,
        unitCount: network.layer.unitCount,
        inputCount: trajectory.inputCount),
      inputs: source.inputs,
      inputsSHA256: try FileDigest.sha256(of: source.inputs),
      initialState: source.initialState,
      initialStateSHA256: try source.initialState.map { try FileDigest.sha256(of: $0) },
      stepCount: trajectory.stepCount, isReversed: source.reverse,
      precision: precision.rawValue,
      conventions: [
        "logs are natural (nats)", "-inf is an exact zero",
        "state 0 is the initial state"
          + (source.initialState == nil && network.checkpoint.initialState(of: network.layer) != nil
            ? ", that of the model" : ""),
        "equations: \(conventions.words)" + network.layer.kind.gateOrder,
        (try network.checkpoint.layersBelow(network.layer) ?? []).isEmpty
          ? "inputs are those of the layer" : "inputs are those of the lowest layer of the stack",
      ],
      rowCount: accuracy.rowCount, unresolvedValueCount: accuracy.unresolvedCount,
      largestErrorBound: accuracy.bound,
      wallTimeSeconds: Double(duration.components.seconds)
        + Double(duration.components.attoseconds) * 1e-18,
      software: .init(
        recurrentJacobians: recurrentJacobiansVersion,
        openBLAS: LinearAlgebraBackend.configuration, lapack: LinearAlgebraBackend.lapackVersion,
        kernel: LinearAlgebraBackend.kernel,
        threadCount: threadCount))
    largestStateError = accuracy.largestStateError
    if !network.notes.isEmpty { notes = network.notes }
    lengths = source.lengths
    readout = source.readout
    readoutSHA256 = try source.readoutFile(beside: network.checkpoint).map {
      try FileDigest.sha256(of: $0)
    }
    sequence = network.sequenceName
  }
}

extension Checkpoint {
  /// The other files that weights are in; nil where there are none. One that is not there was not read.
  fileprivate var fingerprints: [RunSidecar.File]? {
    get throws {
      let found = otherFiles.filter { FileManager.default.fileExists(atPath: $0) }
      guard !found.isEmpty else { return nil }
      return try found.map { .init(file: $0, sha256: try FileDigest.sha256(of: $0)) }
    }
  }
}

extension RecurrentLayer.Kind {
  /// What the equations leave open, for the sidecar.
  fileprivate var gateOrder: String {
    switch self {
    case .lstm: ", gates i, f, g, o"
    case .gru: ", gates r, z, n"
    case .rnn: ""
    }
  }
}
