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
  ) { ExperimentReport(try TanhRNN($0)) }
}

/// How gradients of a tanh RNN go with the gain of its weights.
private struct TanhRNN: Measurements {
  /// A run with one gain, σ₁(W_hh).
  struct Run {
    let gain: Double
    let curve: LagCurve

    /// ln of the bound over one step.
    var slope: Double { .log(gain) }
    /// Nats a step, over all of them.
    var growth: Double { curve.last / Double(curve.logNorms.count) }
  }

  private static let largestGain = 1e6
  /// What is well above 1.
  private static let largeGain = 3.0

  let settings: ExperimentSettings
  let runs: [Run]

  init(_ settings: ExperimentSettings) throws {
    guard settings.gains.allSatisfy({ 0 < $0 && $0 <= Self.largestGain }) else {
      throw ExperimentError(
        "rnn: gains are singular values here, above 0 and at most"
          + " \(ScientificNumber.given(Self.largestGain)), where all units are saturated")
    }
    self.settings = settings
    var generator = SeededGenerator(seed: settings.seed)
    let n = settings.size
    let direction = generator.weights(n, n, gain: 1)
    let unit = 1 / (try direction.singularValues()[0]) * direction
    let inputWeights = generator.weights(n, SeededGenerator.inputCount, gain: 0.2)
    let inputs = generator.inputs(steps: settings.steps, columns: SeededGenerator.inputCount)
    runs = try settings.gains.map { gain in
      let run = try RNN(inputWeights: inputWeights, recurrentWeights: gain * unit)
        .trajectory(over: inputs)
      return Run(gain: gain, curve: try LagCurve(of: run, .hidden))
    }
  }

  var table: DataTable {
    var table = DataTable(columns: ["gain", "lag", "log_spectral_norm", "log_bound"])
    for run in runs {
      for (lag, logNorm) in run.curve.points {
        table.append([
          .number(run.gain), .count(Int(lag)), .number(logNorm), .number(lag * run.slope),
        ])
      }
    }
    return table
  }

  var findings: [ExperimentReport.Finding] {
    let below = runs.filter { $0.gain < 1 }
    let between = runs.filter { $0.gain >= 1 && $0.growth < 0 }
    var findings = [
      bound,
      below.isEmpty
        ? .untested("no gain below 1 was tried")
        : .init(
          "vanishing below 1: \(Self.list(below))", holds: below.allSatisfy { $0.growth < 0 }),
    ]
    if !between.isEmpty {
      findings.append(.remark("not bound to vanish, but vanishing: \(Self.list(between))"))
    }
    return findings + [explosion]
  }

  /// That no norm exceeds its bound.
  private var bound: ExperimentReport.Finding {
    var excess = -Double.infinity
    for run in runs {
      for (lag, logNorm) in run.curve.points where logNorm > -.infinity {
        excess = max(excess, logNorm - lag * run.slope)
      }
    }
    return .init(
      "the bound is kept at every lag: ln σ₁ exceeds k·ln σ₁(W) by"
        + " \(ScientificNumber.text(max(excess, 0))) at most",
      holds: excess <= 1e-12 * Double(settings.steps)
        && runs.contains { $0.curve.points.contains { !$0.y.isNaN } })
  }

  /// That gains well above 1 explode, and none below.
  private var explosion: ExperimentReport.Finding {
    let exploding = runs.filter { $0.growth > 0 }
    let large = runs.filter { $0.gain >= Self.largeGain }
    let vanishing = large.filter { $0.growth <= 0 }
    let unknown = large.filter(\.growth.isNaN).map { ScientificNumber.given($0.gain) }
    let others =
      (vanishing.isEmpty ? "" : "; not so, though well above 1: \(Self.list(vanishing))")
      + (unknown.isEmpty ? "" : "; not known: \(unknown.joined(separator: ", "))")
    guard exploding.isEmpty else {
      return .init(
        "exploding over \(settings.steps) steps: "
          + Self.list(exploding) { "about " + Words.roughly($0) } + others,
        holds: vanishing.isEmpty && exploding.allSatisfy { $0.gain > 1 })
    }
    return vanishing.isEmpty
      ? .untested(
        "no gain well above 1, from \(ScientificNumber.given(Self.largeGain)) on, was tried"
          + others)
      : .init("no gain explodes" + others, holds: false)
  }

  private static func list(_ runs: [Run], words: (Double) -> String = Words.nats) -> String {
    runs.map { "\(ScientificNumber.given($0.gain)) (\(words($0.growth)) nats a step)" }
      .joined(separator: ", ")
  }

  var chart: LineChart {
    LineChart(
      title: "A tanh RNN with \(Count.text(settings.size, "unit")): gain of W_{hh}",
      panels: [
        .init(
          title: "Last step t = \(settings.steps): ∂h_t/∂h_{t−k}", xLabel: "lag k (steps)",
          yLabel: "ln σ₁ (nats)",
          lines: runs.enumerated().map { index, run in
            .init(
              "σ₁(W) = \(ScientificNumber.given(run.gain))", run.curve.points,
              shade: Shade.place(index, of: runs.count))
          }),
        .init(
          title: "Growth over \(settings.steps) steps", xLabel: "gain σ₁(W_{hh})",
          yLabel: "ln σ₁ / k (nats/step)",
          lines: [
            .init("measured", runs.map { ($0.gain, $0.growth) }, style: .points),
            .init(
              "bound ln σ₁(W)", runs.map { ($0.gain, $0.slope) }, style: .dashed, shade: 0.6),
            .init("neither", runs.map { ($0.gain, 0) }, style: .solid, shade: 1),
          ]),
      ])
  }
}
