import JacobianSpectra
import RealModule
import RecurrentCells
import SpectraExport

extension Experiment {
  /// Where the LSTM still explodes.
  public static let lstmExplodes = Experiment(
    name: "lstm-explodes",
    claim:
      "The LSTM does not cure explosion: with a large gain of U_o the output path alone explodes"
      + " and the full derivative with it, while the carousel stays below 1.",
    formula:
      "output path: ∏diag(tanh(C)σ'(a_o))·U_o;  carousel: ∏diag(f) ≤ 1;  full: ∂h_t/∂h_{t-k}",
    lookAt: "Rising lines in the two upper panels, while the carousel below falls for every gain.",
    uses: [
      (.size, "units"), (.steps, "T"), (.gain, "standard deviation of U_o times √units"),
      (.forgetBias, "bias of the forget gate"), (.seed, "of weights and inputs"),
    ],
    sweeps: .gain,
    defaults: ExperimentSettings(
      size: 64, steps: 200, gains: [1, 4, 16, 32, 64], forgetBiases: [2])
  ) { settings in
    let end = settings.steps
    let paths: [(title: String, column: String, quantity: Quantity, edges: EdgeSet)] = [
      ("Full: ∂h_t/∂h_{t−k}", "log_norm_hidden", .hidden, .all),
      ("Output path: ∏ diag(tanh(C) σ'(a_o)) U_o", "log_norm_output_path", .hidden, .outputPath),
      ("Carousel: ∏ diag(f)", "log_norm_carousel", .cell, .carousel),
    ]
    var table = DataTable(columns: ["gain", "lag"] + paths.map(\.column))
    var lines: [[LineChart.Line]] = paths.map { _ in [] }
    var ends: [(gain: Double, curves: [LagCurve])] = []
    for (index, gain) in settings.gains.enumerated() {
      let run = try LSTM.seeded(
        settings.seed, units: settings.size, steps: end, recurrentGain: 0.5, outputGain: gain,
        inputGain: 2, forgetBias: settings.forgetBiases[0])
      let curves = try paths.map { try LagCurve(of: run, $0.quantity, edges: $0.edges) }
      for lag in 1...end {
        table.append([.number(gain), .count(lag)] + curves.map { .number($0.logNorms[lag - 1]) })
      }
      for (panel, curve) in curves.enumerated() {
        lines[panel].append(
          .init(
            "gain \(ScientificNumber.given(gain))", curve.points,
            shade: Shade.place(index, of: settings.gains.count)))
      }
      ends.append((gain, curves))
    }
    let smallest = ends.min { $0.gain.magnitude < $1.gain.magnitude }!
    let largest = ends.max { $0.gain.magnitude < $1.gain.magnitude }!
    func norms(_ curves: [LagCurve], words: (LagCurve) -> String) -> String {
      "full \(words(curves[0])), output path \(words(curves[1]))"
    }
    // Of a single gain nothing is said to be small.
    let vanishing: [ExperimentReport.Finding] =
      ends.count > 1
      ? [
        .init(
          "gain \(ScientificNumber.given(smallest.gain)): σ₁ after \(end) steps: "
            + norms(smallest.curves) { ScientificNumber.text(exp: $0.last) } + "; both vanish",
          holds: smallest.curves[0].last < 0 && smallest.curves[1].last < 0)
      ] : []
    let largeGain = 32.0
    let explodes = largest.curves.prefix(2).allSatisfy { $0.last > 0 }
    let explosion: ExperimentReport.Finding =
      explodes || largest.gain.magnitude >= largeGain
      ? .init(
        "gain \(ScientificNumber.given(largest.gain)): growth over \(end) steps: "
          + norms(largest.curves) {
            $0.last.isNaN ? "not known" : "about \(Words.roughly($0.last / Double(end)))"
          }
          + " nats a step; both explode",
        holds: explodes)
      : .untested("no large gain, from \(ScientificNumber.given(largeGain)) on, was tried")
    let carouselPeak = ends.map { $0.curves[2].peak }.reduce(.nan, Double.maximum)
    return ExperimentReport(
      findings: vanishing + [
        explosion,
        .init(
          "the carousel never exceeds 1, whatever the gain: the largest ln ∏f is"
            + " \(carouselPeak.isNaN ? "not known" : "about \(Words.roughly(carouselPeak))")",
          holds: carouselPeak <= 0),
      ],
      table: table,
      chart: LineChart(
        title: "An LSTM with \(Count.text(settings.size, "unit")): gain of U_o",
        panels: zip(paths, lines).map {
          .init(
            title: $0.title, xLabel: "lag k (steps)", yLabel: "ln σ₁ (nats)", lowest: -100,
            lines: $1)
        }))
  }
}
