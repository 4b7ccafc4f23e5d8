import DenseLinearAlgebra
import JacobianSpectra
import RealModule
import RecurrentCells
import SpectraExport

extension Experiment {
  /// A tanh RNN from vanishing to exploding.
  public static let rnn = Experiment(
    name: "rnn",
    claim:
      "In a tanh RNN gradients vanish for certain while σ₁(W_hh) < 1; they explode once the gain"
      + " is well above 1, and in between the bound allows what does not happen.",
    formula: "σ₁(∂h_t/∂h_{t-k}) ≤ σ₁(W_hh)^k, since ∂h_s/∂h_{s-1} = diag(1 - h²)·W_hh"
      + " (Pascanu, Mikolov and Bengio 2013)",
    lookAt: "Above: lines that fall and lines that rise. Below: the growth a step lies under the"
      + " dashed bound ln σ₁(W_hh), and crosses zero at a gain above 1.",
    uses: [
      (.size, "units"), (.steps, "T"), (.gain, "σ₁(W_hh)"), (.seed, "of weights and inputs"),
    ],
    sweeps: .gain,
    defaults: ExperimentSettings(size: 48, steps: 200, gains: [0.5, 0.8, 1, 1.5, 2, 3, 4, 6])
  ) { settings in
    var generator = SeededGenerator(seed: settings.seed)
    let n = settings.size
    let direction = generator.weights(n, n, gain: 1)
    let unit = 1 / (try direction.singularValues()[0]) * direction
    let inputWeights = generator.weights(n, SeededGenerator.inputCount, gain: 0.2)
    let inputs = generator.inputs(steps: settings.steps, columns: SeededGenerator.inputCount)
    let end = settings.steps
    var table = DataTable(columns: ["gain", "lag", "log_spectral_norm", "log_bound"])
    var lines: [LineChart.Line] = []
    var growth: [(gain: Double, measured: Double)] = []
    var excess = -Double.infinity
    for (index, gain) in settings.gains.enumerated() {
      let run = try RNN(inputWeights: inputWeights, recurrentWeights: gain * unit)
        .trajectory(over: inputs)
      let curve = try LagCurve(of: run, .hidden)
      let slope = Double.log(gain.magnitude)
      for (lag, logNorm) in curve.points {
        table.append([
          .number(gain), .count(Int(lag)), .number(logNorm), .number(lag * slope),
        ])
        if logNorm > -.infinity { excess = max(excess, logNorm - lag * slope) }
      }
      lines.append(
        .init(
          "σ₁(W) = \(Words.text(gain))", curve.points,
          shade: Shade.place(index, of: settings.gains.count)))
      growth.append((gain, curve.last / Double(end)))
    }
    let below = growth.filter { $0.gain.magnitude < 1 }
    let exploding = growth.filter { $0.measured > 0 }
    let between = growth.filter { $0.gain.magnitude > 1 && $0.measured < 0 }
    func list(
      _ values: [(gain: Double, measured: Double)], words: (Double) -> String = Words.nats
    ) -> String {
      values.map { "\(Words.text($0.gain)) (\(words($0.measured)) nats a step)" }
        .joined(separator: ", ")
    }
    var findings: [ExperimentReport.Finding] = [
      .init(
        "the bound is kept at every lag: ln σ₁ exceeds k·ln σ₁(W) by \(ScientificNumber.text(max(excess, 0)))"
          + " at most",
        holds: excess <= 1e-12 * Double(end))
    ]
    if !below.isEmpty {
      findings.append(
        .init("vanishing below 1: \(list(below))", holds: below.allSatisfy { $0.measured < 0 }))
    }
    if !between.isEmpty {
      findings.append(.remark("allowed to grow, but vanishing: \(list(between))"))
    }
    findings.append(
      .init(
        exploding.isEmpty
          ? "no gain explodes"
          : "exploding, on chaotic orbits: \(list(exploding) { "about " + Words.roughly($0) })",
        holds: exploding.allSatisfy { $0.gain.magnitude > 1 }
          && (settings.gains.max()! < 3 || !exploding.isEmpty)))
    return ExperimentReport(
      findings: findings, table: table,
      chart: LineChart(
        title: "A tanh RNN with \(n) units: gain of W_{hh}",
        panels: [
          .init(
            title: "Last step t = \(end): ∂h_t/∂h_{t−k}", xLabel: "lag k (steps)",
            yLabel: "ln σ₁ (nats)", lines: lines),
          .init(
            title: "Growth over \(end) steps", xLabel: "gain σ₁(W_{hh})",
            yLabel: "ln σ₁ / k (nats/step)",
            lines: [
              .init("measured", growth.map { ($0.gain, $0.measured) }, style: .points),
              .init(
                "bound ln σ₁(W)", growth.map { ($0.gain, .log($0.gain.magnitude)) },
                style: .dashed,
                shade: 0.6),
              .init("neither", growth.map { ($0.gain, 0) }, style: .solid, shade: 1),
            ]),
        ]))
  }
}
