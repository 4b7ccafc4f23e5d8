import ArgumentParser
import RecurrentJacobians

/// `rjac demo`.
struct Demo: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The built-in speech LSTM on real speech: traces, a picture and a summary.",
    discussion: """
      Writes silero_vad.csv with every singular value at every lag, silero_vad.csv.json with where \
      they come from, and silero_vad.svg with a picture, which gnuplot draws.
      """)

  @Option(
    help: ArgumentHelp("The folder for the files; made if it is missing.", valueName: "folder"),
    completion: .directory)
  var output = "rjac-demo"

  func run() throws {
    try OutputFolder.make(output)
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
    let request = TraceRequest(
      series: TraceOptions.usual(for: trajectory) + [.init(.output)], steps: [end], lags: 0...end)
    var rows: [TraceRow] = []
    let run = TraceRun(
      network: loaded, source: source, precision: .double,
      recordedNames: ("silero_vad/lstm.safetensors", "silero_vad/inputs.npy"))
    let result = try run.run(request, csv: output + "/silero_vad.csv", npy: nil) {
      rows.append($0)
    }
    print(result.summary.table(cellEdges: trajectory.edges))
    print(
      """

      Read it so: σ₁ is the most by which a change can grow on its way over the lag. The carousel
      ∏diag(f) keeps the cell state's gradient alive; the output path is the product of the output
      gate's Jacobians alone; the full derivatives run through all gates.
      """)
    for file in result.files { print("wrote \(file)") }
    let picture = output + "/silero_vad.svg"
    try Self.figure(of: rows, end: end, edges: trajectory.edges).writeSVG(to: picture)
    print("wrote \(picture)")
  }

  private static func figure(of rows: [TraceRow], end: Int, edges: EdgeSet) -> SpectrumFan {
    let panels: [(title: String, quantity: Quantity, edges: EdgeSet)] = [
      ("hidden: ∂h_t/∂h_{t−k}", .hidden, edges), ("cell: ∂C_t/∂C_{t−k}", .cell, edges),
      ("carousel: ∏ diag(f)", .cell, .carousel),
      ("output path: ∏ diag(tanh C σ'(a_o)) U_o", .hidden, .outputPath),
    ]
    return SpectrumFan(
      title: "Singular values of the Jacobian over a lag, Silero VAD, step \(end)",
      panels: panels.map { panel in
        .init(
          title: panel.title,
          rows: rows.filter { $0.quantity == panel.quantity && $0.edges == panel.edges })
      })
  }
}
