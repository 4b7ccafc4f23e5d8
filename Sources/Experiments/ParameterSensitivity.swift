import DenseLinearAlgebra
import JacobianSpectra
import RealModule
import RecurrentCells
import SpectraExport

extension Experiment {
  /// From how far back the parameters of an LSTM hear.
  public static let sensitivity = Experiment(
    name: "sensitivity",
    claim:
      "The gradient of a weight is a sum over the lags at which it acted, and a higher forget bias"
      + " lets steps farther back take part in it.",
    formula: "dh_t/dθ = the rows of h of Σ_k P(t,k)·∂⁺s_{t-k}/∂θ, s = (h, C), k = 0 … t-1",
    lookAt: "One panel a forget bias: the lines of the four gates fall more slowly from panel to"
      + " panel.",
    uses: [
      (.size, "units"), (.steps, "T"), (.forgetBias, "the biases of the forget gate"),
      (.gain, "standard deviation of U times √units"), (.seed, "of weights and inputs"),
    ],
    sweeps: .forgetBias,
    defaults: ExperimentSettings(size: 16, steps: 150, gains: [0.5], forgetBiases: [0, 2, 4])
  ) { settings in
    let end = settings.steps
    let gates: [(edge: EdgeSet, weights: String)] = [
      (.forgetGate, "U_f"), (.inputGate, "U_i"), (.candidate, "U_g"), (.outputGate, "U_o"),
    ]
    var table = DataTable(columns: ["forget_bias", "block", "lag", "log_norm"])
    var panels: [LineChart.Panel] = []
    var reach: [(bias: Double, lag: Int?)] = []
    var largestError = 0.0
    for bias in settings.forgetBiases {
      let run = try LSTM.seeded(
        settings.seed, units: settings.size, steps: end, recurrentGain: settings.gains[0],
        outputGain: settings.gains[0], inputGain: 1, forgetBias: bias)
      let sensitivity = try run.sensitivity(step: end, lags: 0..<end)
      for (index, block) in sensitivity.blocks.enumerated() {
        for row in sensitivity.rows {
          table.append([
            .number(bias), .name(block.name), .count(row.lag), .number(row.logNorms[index] ?? .nan),
          ])
        }
      }
      panels.append(
        .init(
          title: "Forget bias \(ScientificNumber.given(bias))", xLabel: "lag k (steps)",
          yLabel: "ln ‖P(t,k) ∂^+h/∂U‖ (nats)",
          lines: gates.enumerated().map { place, gate in
            let index = sensitivity.blocks.firstIndex {
              $0.name == "weight_hh.\(gate.edge.memberNames)"
            }!
            return .init(
              gate.weights, sensitivity.rows.map { (Double($0.lag), $0.logNorms[index] ?? .nan) },
              shade: Shade.place(place, of: gates.count))
          }))
      reach.append((bias, medianLag(of: sensitivity)))
      largestError = max(largestError, try run.biasGradientError())
    }
    let sorted = reach.sorted { $0.bias < $1.bias }
    var findings: [ExperimentReport.Finding] =
      [
        .init(
          "the sum over the lags is the whole gradient: the complex step of the run with respect to"
            + " all biases differs by \(ScientificNumber.text(largestError)) of the largest entry",
          holds: largestError <= 1e-9)
      ]
      + reach.map {
        .remark(
          "forget bias \(ScientificNumber.given($0.bias)): "
            + ($0.lag.map { "half of Σ_k ‖P(t,k)·∂⁺s/∂θ‖ comes from lags up to \($0)" }
              ?? "a part of dh_t/dθ may have vanished below the exponent range, and half of it is at no known lag")
        )
      }
    let lags = sorted.compactMap(\.lag)
    findings.append(
      lags.count < sorted.count
        ? .untested("where a median is not known no trend is seen")
        : sorted.count > 1
          ? .init("the higher the bias, the farther back", holds: Trend.isRising(lags))
          : .untested("of one bias no trend is seen"))
    return ExperimentReport(
      findings: findings, table: table,
      chart: LineChart(
        title:
          "An LSTM with \(Count.text(settings.size, "unit")): dh_t/dU by the lag at which U acts",
        panels: panels))
  }

  /// The first lag up to which half of the norms lie, all blocks together; nil where one is not known.
  private static func medianLag(of sensitivity: Sensitivity) -> Int? {
    let logs = sensitivity.rows.map { $0.logNorms.compactMap(\.self) }
    guard logs.allSatisfy({ $0.count == sensitivity.blocks.count }) else { return nil }
    let top = logs.joined().max() ?? 0
    let weights = logs.map { $0.reduce(0) { $0 + .exp($1 - top) } }
    let half = weights.reduce(0, +) / 2
    var sum = 0.0
    for (row, weight) in zip(sensitivity.rows, weights) {
      sum += weight
      if sum >= half { return row.lag }
    }
    return 0
  }
}
