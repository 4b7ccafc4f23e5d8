import DenseLinearAlgebra
import JacobianSpectra
import RealModule
import RecurrentCells
import SpectraExport

extension Experiment {
  /// An LSTM whose cell state is taken out.
  public static let lstmWithoutCell = Experiment(
    name: "lstm-without-cell",
    claim: "Take the cell state out of an LSTM, h_t = o_t, and what is left is a plain RNN with a"
      + " sigmoid, whose gradient vanishes within some steps. The cell state buys the rest.",
    formula: "C ≡ 40, tanh(C) = 1 to rounding:  h_t = o_t = σ(W_o x_t + U_o h_{t-1} + b_o)",
    lookAt:
      "The dashed line of the RNN lies on that of the LSTM without cell; the full LSTMs with the"
      + " same W_o, U_o fall as far in many times the lags.",
    uses: [
      (.size, "units"), (.steps, "T"), (.gain, "standard deviation of U_o times √units"),
      (.forgetBias, "of the full LSTMs beside"), (.seed, "of weights and inputs"),
    ],
    sweeps: .forgetBias,
    defaults: ExperimentSettings(size: 32, steps: 200, gains: [2], forgetBiases: [0, 2, 4])
  ) { settings in
    let (n, end) = (settings.size, settings.steps)
    func full(_ bias: Double) throws -> Trajectory<LSTM<Double>> {
      try LSTM.seeded(
        settings.seed, units: n, steps: end, recurrentGain: 0.5, outputGain: settings.gains[0],
        inputGain: 1, forgetBias: bias)
    }
    let model = try full(0)
    let outputRows = 3 * n..<4 * n
    func outputPart(_ matrix: Matrix<Double>) -> Matrix<Double> {
      matrix.submatrix(rows: outputRows, columns: 0..<matrix.columnCount)
    }
    let (w, u) = (outputPart(model.cell.weights.input), outputPart(model.cell.weights.recurrent))
    let rnn = try RNN(inputWeights: w, recurrentWeights: u, nonlinearity: .sigmoid)
      .trajectory(over: model.inputs)
    // Gates that hold C at 40: forget all open, input all shut, both to rounding.
    var (input, recurrent) = (model.cell.weights.input, model.cell.weights.recurrent)
    input.fillRows(0..<3 * n, with: 0)
    recurrent.fillRows(0..<3 * n, with: 0)
    func row(_ value: Double) -> [Double] { Array(repeating: value, count: n) }
    let withoutCell = try LSTM(
      inputWeights: input, recurrentWeights: recurrent, bias: row(-50) + row(50) + row(0) + row(0)
    ).trajectory(over: model.inputs, from: row(0) + row(40))

    let stateDifference =
      (1...end).map { t in
        zip(rnn.hidden(at: t), withoutCell.hidden(at: t)).map { ($0 - $1).magnitude }.max() ?? 0
      }.max() ?? 0
    let curves = try [
      ("LSTM without cell", "lstm_without_cell", LagCurve(of: withoutCell, .hidden)),
      ("RNN, sigmoid", "rnn_sigmoid", LagCurve(of: rnn, .hidden)),
    ]
    let cells = try settings.forgetBiases.map { bias in
      (
        "LSTM, b = \(Words.text(bias))", "lstm_forget_bias_\(Words.text(bias))",
        try LagCurve(of: full(bias), .hidden)
      )
    }
    let differences = zip(curves[0].2.logNorms, curves[1].2.logNorms)
      .map { $0 == $1 ? 0 : ($0 - $1).magnitude }
    var table = DataTable(columns: ["network", "lag", "log_spectral_norm"])
    for (_, name, curve) in curves + cells {
      for (lag, logNorm) in curve.points {
        table.append([.name(name), .count(Int(lag)), .number(logNorm)])
      }
    }
    let horizon = curves[0].2.firstLag(below: 1e-3)
    var findings: [ExperimentReport.Finding] = [
      .init(
        "LSTM without cell and RNN: states differ by \(ScientificNumber.text(stateDifference)) at most,"
          + " ln σ₁ by \(ScientificNumber.text(differences.reduce(.nan, Double.maximum))) over"
          + " \(end) lags; that is rounding",
        holds: stateDifference <= 1e-14 && differences.allSatisfy { $0 <= 1e-9 }),
      .init(
        "without cell σ₁ falls below 1e-3 \(Words.lag(horizon, of: end)), and is"
          + " \(ScientificNumber.text(exp: curves[0].2.last)) at lag \(end)",
        holds: horizon != nil),
    ]
    for (bias, cell) in zip(settings.forgetBiases, cells) {
      let lag = cell.2.firstLag(below: 1e-3)
      findings.append(
        .init(
          "with cell, forget bias \(Words.text(bias)): σ₁ falls below 1e-3 \(Words.lag(lag, of: end))"
            + ", and is \(ScientificNumber.text(exp: cell.2.last)) at lag \(end)",
          holds: (lag ?? .max) > (horizon ?? .max)))
    }
    return ExperimentReport(
      findings: findings, table: table,
      chart: LineChart(
        title: "An LSTM with \(n) units, without and with its cell state",
        panels: [
          .init(
            title: "Last step t = \(end): ∂h_t/∂h_{t−k}", xLabel: "lag k (steps)",
            yLabel: "ln σ₁ (nats)", lowest: -60,
            lines: [
              .init(curves[0].0, curves[0].2.points, shade: 0),
              .init(curves[1].0, curves[1].2.points, style: .dashed, shade: 1),
            ]
              + cells.enumerated().map { index, cell in
                .init(cell.0, cell.2.points, shade: Shade.place(index + 1, of: cells.count + 2))
              })
        ]))
  }
}
