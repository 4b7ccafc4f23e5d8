import JacobianSpectra
import RealModule
import RecurrentCells
import SpectraExport

extension Experiment {
  /// What the forget gate's bias buys.
  public static let lstmMemory = Experiment(
    name: "lstm-memory",
    claim:
      "A forget gate near 1 keeps the gradient of the cell state alive: its lifetime grows with"
      + " the forget bias b as 1/ln(1 + e^-b). The product ∏f is the whole truth for short lags only.",
    formula: "carousel: ∏diag(f_s), f ≈ σ(b);  full: ∂C_t/∂C_{t-k}, all gates and h taking part",
    lookAt:
      "Above: full derivatives (solid) leave ∏f (dashed) after some lags. Below: lifetimes, the"
      + " first lag with σ₁ < 1/e, against the one that a constant gate would have.",
    uses: [
      (.size, "units"), (.steps, "T"), (.forgetBias, "the biases b"),
      (.gain, "standard deviation of U times √units"), (.seed, "of weights and inputs"),
    ],
    sweeps: .forgetBias,
    defaults: ExperimentSettings(
      size: 32, steps: 600, gains: [0.3], forgetBiases: [-1, 0, 1, 2, 3, 4, 5])
  ) { settings in
    let end = settings.steps
    var table = DataTable(columns: ["forget_bias", "lag", "log_norm_cell", "log_norm_carousel"])
    var lines: [LineChart.Line] = []
    var lives: [(bias: Double, carousel: Int?, full: Int?, constant: Double)] = []
    var findings: [ExperimentReport.Finding] = []
    var carouselPeak = Double.nan
    for (index, bias) in settings.forgetBiases.enumerated() {
      let run = try LSTM.seeded(
        settings.seed, units: settings.size, steps: end, recurrentGain: settings.gains[0],
        outputGain: settings.gains[0], inputGain: 0.5, forgetBias: bias)
      let full = try LagCurve(of: run, .cell)
      let carousel = try LagCurve(of: run, .cell, edges: .carousel)
      for (lag, pair) in zip(full.logNorms, carousel.logNorms).enumerated() {
        table.append([
          .number(bias), .count(lag + 1), .number(pair.0), .number(pair.1),
        ])
      }
      carouselPeak = .maximum(carouselPeak, carousel.peak)
      let shade = Shade.place(index, of: settings.forgetBiases.count)
      lines.append(.init("b = \(Words.text(bias))", full.points, shade: shade))
      lines.append(.init("", carousel.points, style: .dashed, shade: shade))
      let constant = 1 / Double.log(onePlus: .exp(-bias))
      let life = (
        bias, carousel.firstLag(below: .exp(-1)), full.firstLag(below: .exp(-1)), constant
      )
      lives.append(life)
      let parting = zip(full.logNorms, carousel.logNorms).enumerated()
        .first { ($0.element.0 - $0.element.1).magnitude > .log(2) }.map { $0.offset + 1 }
      // A gate whose argument moves about b keeps a lifetime near the constant one; the best unit
      // counts, and lags are whole.
      findings.append(
        .init(
          "b = \(Words.text(bias)): ∏f lives \(Words.lifetime(life.1, of: end)) (a constant gate"
            + " \(ScientificNumber.text(constant))), the full derivative"
            + " \(Words.lifetime(life.2, of: end)); they are a factor of 2 apart first"
            + " \(Words.lag(parting, of: end))",
          holds: life.1.map { Double($0) >= 0.7 * constant && Double($0) <= 2 * constant + 2 }
            ?? (1.5 * constant + 2 > Double(end))))
    }
    let sorted = lives.sorted { $0.bias < $1.bias }
    if sorted.count > 1 {
      findings.append(
        .init(
          "both lifetimes grow with b",
          holds: Trend.isRising(sorted.map { $0.carousel ?? .max })
            && Trend.isRising(sorted.map { $0.full ?? .max })))
    }
    findings.append(
      .init(
        "∏f never exceeds 1: the largest ln ∏f is \(Words.nats(carouselPeak))",
        holds: carouselPeak <= 0))
    lines.append(.init("dashed: ∏f alone", [(1, 0)], style: .dashed, shade: 0))
    return ExperimentReport(
      findings: findings, table: table,
      chart: LineChart(
        title: "An LSTM with \(settings.size) units: bias of the forget gate",
        panels: [
          .init(
            title: "Last step t = \(end): ∂C_t/∂C_{t−k}", xLabel: "lag k (steps)",
            yLabel: "ln σ₁ (nats)", lowest: -60, lines: lines),
          .init(
            title: "Lifetime: the first lag with σ₁ < 1/e", xLabel: "forget bias b",
            yLabel: "lifetime (steps)", isLogarithmic: true,
            lines: [
              .init(
                "full derivative",
                lives.compactMap { life in life.full.map { (life.bias, Double($0)) } },
                style: .points),
              .init(
                "∏f",
                lives.compactMap { life in life.carousel.map { (life.bias, Double($0)) } },
                style: .points, shade: 0.5),
              .init(
                "constant gate", lives.map { ($0.bias, $0.constant) }, style: .dashed, shade: 1),
            ]),
        ]))
  }
}
