import ArgumentParser
import Foundation
import RecurrentJacobians

/// `rjac demo`.
struct Demo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The built-in speech LSTM on real speech: traces, a picture and a summary.")

  @Option(help: "The folder for the files; made if it is missing.", completion: .directory)
  var output = "rjac-demo"

  func run() async throws {
    do {
      try FileManager.default.createDirectory(
        atPath: output, withIntermediateDirectories: true)
    } catch {
      throw ModelFileError(
        .notWritable, path: output, found: error.localizedDescription,
        remedy: "Choose another folder with --output.")
    }
    let source = NetworkSource(
      model: ExampleModel.weightsPath, inputs: ExampleModel.inputsPath)
    let loaded = try source.load(as: Double.self)
    let trajectory = loaded.trajectory
    let end = trajectory.stepCount
    print(
      """
      Silero VAD's LSTM, 128 units, on \(end) steps of read speech (32 ms each).
      How does a change at step \(end) - k reach step \(end)? All lags k, every singular value:
      """)
    let series = TraceOptions.usual(for: trajectory) + [.init(.output)]
    let csv = output + "/silero_vad.csv"
    var rows: [TraceRow] = []
    let summary = try TraceRun(network: loaded, source: source, precision: .double).run(
      TraceRequest(series: series, steps: [end], lags: 0...end), csv: csv, npy: nil
    ) { rows.append($0) }
    print(summary.table(cellEdges: trajectory.edges))
    print(
      """

      Read it so: the carousel ∏diag(f) keeps the cell state's gradient alive; the output path is the
      product of the output gate's Jacobians alone; the full derivatives run through all gates.
      wrote \(csv), \(csv).json
      """)
    let titles = [
      "hidden: ∂h_t/∂h_{t−k}", "cell: ∂C_t/∂C_{t−k}", "carousel: ∏ diag(f)",
      "output path: ∏ diag(tanh C σ'(a_o)) U_o",
    ]
    let figure = SpectrumFan(
      title: "Singular values of the Jacobian over a lag, Silero VAD, step \(end)",
      panels: zip(titles, series).map { title, series in
        .init(
          title: title,
          rows: rows.filter { $0.quantity == series.quantity && $0.edges == series.edges.intersection(trajectory.edges) })
      })
    let svg = output + "/silero_vad.svg"
    try figure.writeSVG(to: svg)
    print("wrote \(svg)")
  }
}
