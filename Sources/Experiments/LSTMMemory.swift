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
  ) { ExperimentReport(try LSTMMemory($0)) }
}

/// How the gradient of the cell state fades, by forget bias.
private struct LSTMMemory: Measurements {
  /// A run with one bias.
  struct Run {
    let bias: Double
    /// Of ∂C_t/∂C_{t-k}.
    let full: LagCurve
    /// Of ∏f alone.
    let carousel: LagCurve

    /// The lifetime that a constant gate would have.
    var constantLifetime: Double { 1 / Double.log(onePlus: .exp(-bias)) }

    /// The first lag at which the two are a factor of 2 apart.
    var parting: FirstLag {
      FirstLag(
        of: zip(full.logNorms, carousel.logNorms).map { full, carousel in
          full.isNaN || carousel.isNaN
            ? nil : full != carousel && (full - carousel).magnitude > .log(2)
        })
    }
  }

  let settings: ExperimentSettings
  let runs: [Run]

  init(_ settings: ExperimentSettings) throws {
    self.settings = settings
    runs = try settings.forgetBiases.map { bias in
      let run = try LSTM.seeded(
        settings.seed, units: settings.size, steps: settings.steps,
        recurrentGain: settings.gains[0], outputGain: settings.gains[0], inputGain: 0.5,
        forgetBias: bias)
      return Run(
        bias: bias, full: try LagCurve(of: run, .cell),
        carousel: try LagCurve(of: run, .cell, edges: .carousel))
    }
  }

  var table: DataTable {
    var table = DataTable(columns: ["forget_bias", "lag", "log_norm_cell", "log_norm_carousel"])
    for run in runs {
      for (lag, norms) in zip(run.full.logNorms, run.carousel.logNorms).enumerated() {
        table.append([.number(run.bias), .count(lag + 1), .number(norms.0), .number(norms.1)])
      }
    }
    return table
  }

  var findings: [ExperimentReport.Finding] {
    let sorted = runs.sorted { $0.bias < $1.bias }
    let peak = runs.map(\.carousel.peak).reduce(.nan, Double.maximum)
    return runs.map(lifetimes)
      + [
        sorted.count > 1
          ? .init(
            "both lifetimes grow with b",
            holds: Trend.isRising(sorted.map(\.carousel.lifetime.order))
              && Trend.isRising(sorted.map(\.full.lifetime.order)))
          : .untested("of one bias nothing is seen to grow"),
        .init("∏f never exceeds 1: the largest ln ∏f is \(Words.nats(peak))", holds: peak <= 0),
      ]
  }

  private func lifetimes(of run: Run) -> ExperimentReport.Finding {
    let (end, constant) = (settings.steps, run.constantLifetime)
    // A gate whose argument moves about b keeps a lifetime near the constant one; the best unit
    // counts, and lags are whole.
    return .init(
      "b = \(ScientificNumber.given(run.bias)): ∏f lives \(Words.lifetime(run.carousel.lifetime, of: end))"
        + " (a constant gate \(ScientificNumber.text(constant))), the full derivative"
        + " \(Words.lifetime(run.full.lifetime, of: end)); they are a factor of 2 apart first"
        + " \(Words.lag(run.parting, of: end))",
      holds: isNear(constant, run.carousel.lifetime))
  }

  private func isNear(_ constant: Double, _ lifetime: FirstLag) -> Bool {
    switch lifetime {
    case .lag(let lag): Double(lag) >= 0.7 * constant && Double(lag) <= 2 * constant + 2
    case .later: 1.5 * constant + 2 > Double(settings.steps)
    case .unknown: false
    }
  }

  var chart: LineChart {
    let curves = runs.enumerated().flatMap { index, run -> [LineChart.Line] in
      let shade = Shade.place(index, of: runs.count)
      return [
        .init("b = \(ScientificNumber.given(run.bias))", run.full.points, shade: shade),
        .init("", run.carousel.points, style: .dashed, shade: shade),
      ]
    }
    func lifetimes(_ curve: (Run) -> LagCurve) -> [(x: Double, y: Double)] {
      runs.compactMap { run in
        guard case .lag(let lag) = curve(run).lifetime else { return nil }
        return (run.bias, Double(lag))
      }
    }
    return LineChart(
      title: "An LSTM with \(Count.text(settings.size, "unit")): bias of the forget gate",
      panels: [
        .init(
          title: "Last step t = \(settings.steps): ∂C_t/∂C_{t−k}", xLabel: "lag k (steps)",
          yLabel: "ln σ₁ (nats)", lowest: -60,
          lines: curves + [.init("dashed: ∏f alone", [(1, 0)], style: .dashed, shade: 0)]),
        .init(
          title: "Lifetime: the first lag with σ₁ < 1/e", xLabel: "forget bias b",
          yLabel: "lifetime (steps)", isLogarithmic: true,
          lines: [
            .init("full derivative", lifetimes { $0.full }, style: .points),
            .init("∏f", lifetimes { $0.carousel }, style: .points, shade: 0.5),
            .init(
              "constant gate", runs.map { ($0.bias, $0.constantLifetime) }, style: .dashed,
              shade: 1),
          ]),
      ])
  }
}

extension LagCurve {
  /// The first lag with σ₁ < 1/e.
  fileprivate var lifetime: FirstLag { firstLag(below: .exp(-1)) }
}
