import ArgumentParser
import RecurrentJacobians

/// `rjac trace`.
struct TraceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Singular values, norms and spectral radii of Jacobians over lags.",
    discussion: """
      With no option: the last step and all lags, of ∂h_t/∂h_{t-k} and ∂C_t/∂C_{t-k}, and for an \
      LSTM the constant error carousel and the output path beside them. All logs are natural.
      """)

  @OptionGroup var network: NetworkOptions
  @OptionGroup var trace: TraceOptions

  func run() async throws {
    switch trace.precision {
    case .double: try run(as: Double.self)
    case .single: try run(as: Float.self)
    }
  }

  private func run<Scalar: LinearAlgebraScalar>(as type: Scalar.Type) throws {
    let loaded = try network.source.load(as: type)
    let request = trace.request(for: loaded.trajectory)
    let summary = try TraceRun(network: loaded, source: network.source, precision: trace.precision)
      .run(request, csv: trace.csv, npy: trace.npy)
    print(summary.table(cellEdges: loaded.trajectory.edges))
    for file in [trace.csv, trace.csv.map { $0 + ".json" }, trace.npy].compactMap({ $0 }) {
      StandardError.write("wrote \(file)\n")
    }
  }
}
