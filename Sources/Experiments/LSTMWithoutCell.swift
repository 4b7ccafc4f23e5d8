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
      + " same W_o, U_o reach farther, the more so the higher the forget bias.",
    uses: [
      (.size, "units"), (.steps, "T"), (.gain, "standard deviation of U_o times √units"),
      (.forgetBias, "of the full LSTMs beside"), (.seed, "of weights and inputs"),
    ],
    sweeps: .forgetBias,
    defaults: ExperimentSettings(size: 32, steps: 200, gains: [2], forgetBiases: [0, 2, 4])
  ) { ExperimentReport(try LSTMWithoutCell($0)) }
}

/// An LSTM without its cell state beside the RNN that it should be, and full LSTMs.
private struct LSTMWithoutCell: Measurements {
  /// A network of the table and the picture.
  struct Network {
    /// In the legend, and in the CSV.
    let label: String
    let name: String
    let curve: LagCurve
  }

  let settings: ExperimentSettings
  let withoutCell: Network
  let rnn: Network
  /// With their biases.
  let full: [(bias: Double, network: Network)]
  /// The largest |Δh| of the first two.
  let stateDifference: Double

  init(_ settings: ExperimentSettings) throws {
    func full(_ bias: Double) throws -> Trajectory<LSTM<Double>> {
      try LSTM.seeded(
        settings.seed, units: settings.size, steps: settings.steps, recurrentGain: 0.5,
        outputGain: settings.gains[0], inputGain: 1, forgetBias: bias)
    }
    let model = try full(0)
    let rnn = try Self.outputGateAlone(of: model)
    let withoutCell = try Self.withoutCell(model)
    self.settings = settings
    self.withoutCell = Network(
      label: "LSTM without cell", name: "lstm_without_cell",
      curve: try LagCurve(of: withoutCell, .hidden))
    self.rnn = Network(
      label: "RNN, sigmoid", name: "rnn_sigmoid", curve: try LagCurve(of: rnn, .hidden))
    self.full = try settings.forgetBiases.map { bias in
      let text = ScientificNumber.given(bias)
      return (
        bias,
        Network(
          label: "LSTM, b = \(text)", name: "lstm_forget_bias_\(text)",
          curve: try LagCurve(of: full(bias), .hidden))
      )
    }
    stateDifference =
      (1...settings.steps).map { t in
        zip(rnn.hidden(at: t), withoutCell.hidden(at: t)).map { ($0 - $1).magnitude }.max() ?? 0
      }.max() ?? 0
  }

  /// The RNN with the weights of the output gate.
  private static func outputGateAlone(
    of model: Trajectory<LSTM<Double>>
  ) throws -> Trajectory<RNN<Double>> {
    let n = model.layout.hidden.count
    func part(_ matrix: Matrix<Double>) -> Matrix<Double> {
      matrix.submatrix(rows: 3 * n..<4 * n, columns: 0..<matrix.columnCount)
    }
    return try RNN(
      inputWeights: part(model.cell.weights.input),
      recurrentWeights: part(model.cell.weights.recurrent), nonlinearity: .sigmoid
    ).trajectory(over: model.inputs)
  }

  /// The LSTM with gates that hold C at 40: forget all open, input all shut, both to rounding.
  private static func withoutCell(
    _ model: Trajectory<LSTM<Double>>
  ) throws -> Trajectory<LSTM<Double>> {
    let n = model.layout.hidden.count
    var (input, recurrent) = (model.cell.weights.input, model.cell.weights.recurrent)
    input.fillRows(0..<3 * n, with: 0)
    recurrent.fillRows(0..<3 * n, with: 0)
    func row(_ value: Double) -> [Double] { Array(repeating: value, count: n) }
    return try LSTM(
      inputWeights: input, recurrentWeights: recurrent, bias: row(-50) + row(50) + row(0) + row(0)
    ).trajectory(over: model.inputs, from: row(0) + row(40))
  }

  var table: DataTable {
    var table = DataTable(columns: ["network", "lag", "log_spectral_norm"])
    for network in [withoutCell, rnn] + full.map(\.network) {
      for (lag, logNorm) in network.curve.points {
        table.append([.name(network.name), .count(Int(lag)), .number(logNorm)])
      }
    }
    return table
  }

  var findings: [ExperimentReport.Finding] {
    let end = settings.steps
    let horizon = withoutCell.curve.firstLag(below: 1e-3)
    let vanishing = ExperimentReport.Finding(
      "without cell σ₁ falls below 1e-3 \(Words.lag(horizon, of: end)), and is"
        + " \(ScientificNumber.text(exp: withoutCell.curve.last)) at lag \(end)",
      holds: FirstLag.later.isLater(than: horizon))
    return [agreement, vanishing]
      + full.map { bias, network in
        let lag = network.curve.firstLag(below: 1e-3)
        let name = "with cell, forget bias \(ScientificNumber.given(bias))"
        let last = "\(ScientificNumber.text(exp: network.curve.last)) at lag \(end)"
        if network.curve.last > Self.explosion {
          return .untested(
            "\(name): σ₁ is \(last): it explodes, which is no memory; choose a smaller gain")
        }
        return .init(
          "\(name): σ₁ falls below 1e-3 \(Words.lag(lag, of: end)), and is \(last)",
          holds: lag.isLater(than: horizon))
      }
  }

  /// ln of what σ₁ is no memory beyond.
  private static let explosion = Double.log(1e3)

  /// That the first two are the same network.
  private var agreement: ExperimentReport.Finding {
    let differences = zip(withoutCell.curve.logNorms, rnn.curve.logNorms)
      .map { $0 == $1 ? 0 : ($0 - $1).magnitude }
    return .init(
      "LSTM without cell and RNN: states differ by \(ScientificNumber.text(stateDifference)) at most,"
        + " ln σ₁ by \(ScientificNumber.text(differences.reduce(.nan, Double.maximum))) over"
        + " \(settings.steps) lags; that is rounding",
      holds: stateDifference <= 1e-14 && differences.allSatisfy { $0 <= 1e-9 })
  }

  var chart: LineChart {
    LineChart(
      title: "An LSTM with \(Count.text(settings.size, "unit")), without and with its cell state",
      panels: [
        .init(
          title: "Last step t = \(settings.steps): ∂h_t/∂h_{t−k}", xLabel: "lag k (steps)",
          yLabel: "ln σ₁ (nats)", lowest: -60,
          lines: [
            .init(withoutCell.label, withoutCell.curve.points, shade: 0),
            .init(rnn.label, rnn.curve.points, style: .dashed, shade: 1),
          ]
            + full.enumerated().map { index, cell in
              .init(
                cell.network.label, cell.network.curve.points,
                shade: Shade.place(index + 1, of: full.count + 2))
            })
      ])
  }
}
