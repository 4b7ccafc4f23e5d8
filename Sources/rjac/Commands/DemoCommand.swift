import ArgumentParser
import RecurrentJacobians

/// `rjac demo`.
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "The built-in speech LSTM on real speech: traces, pictures, a summary and a report.",
    discussion: """
      Writes silero_vad.csv with every singular value at every lag, silero_vad.csv.json with where \
      they come from, the norms over step and lag as silero_vad_map.csv, pictures of both as SVG, \
      and a report, silero_vad.html, which opens in a browser. gnuplot draws the pictures.
      """)

  @Option(
    help: ArgumentHelp("The folder for the files; made if it is missing.", valueName: "folder"),
    completion: .directory)
  var output = "rjac-demo"

  func run() throws {
    let folder = try OutputFolder(output)
    defer { folder.removeIfEmpty() }
    let source = NetworkSource(
      model: ExampleModel.weightsPath, inputs: ExampleModel.inputsPath)
    let loaded = try source.load(as: Double.self)
    let trajectory = loaded.trajectory
    let end = trajectory.stepCount
    print(
      """
      Silero VAD's LSTM, 128 units, on \(end) steps of read speech (32 ms each).
      How does a change at step \(end) - k reach step \(end)? For all lags k:

      """)
    let request = TraceRequest(
      series: TraceOptions.usual(for: trajectory) + [.init(.output)], steps: [end], lags: 0...end)
    var (rows, mapRows): ([TraceRow], [TraceRow]) = ([], [])
    let run = TraceRun(
      network: loaded, source: source, precision: .double,
      recordedNames: ("silero_vad/lstm.safetensors", "silero_vad/inputs.npy"))
    let result = try run.run(request, csv: output + "/silero_vad.csv", npy: nil) {
      rows.append($0)
    }
    print(result.summary.table(cellEdges: trajectory.edges))
    result.accuracy.show()
    print(
      """

      Read it so: σ₁ is the most by which a change can grow on its way over the lag.
      The carousel ∏diag(f) keeps the cell state's gradient alive; the output path
      is the product of the output gate's Jacobians alone; the full derivatives run
      through all gates. A loss on h finds of the cell state what hiddenFromCell says.
      """)
    result.files.announce()
    let map = try run.run(
      TraceRequest(
        series: [.init(.hidden), .init(.cell)], steps: stride(from: 8, through: end, by: 16),
        lags: stride(from: 1, through: 257, by: 8), measures: .norm),
      csv: output + "/silero_vad_map.csv", npy: nil
    ) { mapRows.append($0) }
    map.files.announce()
    func traces(of quantities: [Quantity]) -> [Trace] {
      [rows, mapRows].map { rows in
        Trace(rows: rows.filter { quantities.contains($0.quantity) }, cellEdges: trajectory.edges)
      }
    }
    let drawn = traces(of: [.hidden, .cell])
    for (trace, name) in zip(drawn, ["silero_vad.svg", "silero_vad_map.svg"]) {
      try trace.chart(title: "Silero VAD: Jacobian over a lag").write(to: output + "/" + name)
      StandardError.wrote(output + "/" + name)
    }
    let page = output + "/silero_vad.html"
    try ReportedTraces(
      network: loaded, traces: traces(of: [.hidden, .hiddenFromCell, .cell]),
      settings: result.sidecar
    )
    .write(to: page)
    StandardError.wrote(page)
  }
}
