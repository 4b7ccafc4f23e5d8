import DenseLinearAlgebra
import JacobianSpectra
import RealModule
import RecurrentCells
import SpectraExport

extension Experiment {
  /// One linear unit: what it forgets, keeps and blows up, and its gradient.
  public static let linearRNN = Experiment(
    name: "linear-rnn",
    claim:
      "A recurrent weight slightly below 1 forgets everything, slightly above 1 it explodes, and"
      + " the gradient with respect to the weight does the same.",
    formula: "h_t = w·h_{t-1}, h_0 = x = 0.5:  h_t = w^t·x,  dh_t/dw = t·w^{t-1}·x",
    lookAt: "Straight lines with slope ln w; the gradient first grows with ln t and then follows.",
    uses: [(.steps, "T"), (.gain, "the weights w")],
    sweeps: .gain,
    defaults: ExperimentSettings(steps: 1000, gains: [0.9, 0.99, 1, 1.01, 1.1])
  ) { ExperimentReport(try LinearRNN($0)) }
}

/// What one unit keeps of its first state, by weight.
private struct LinearRNN: Measurements {
  /// ln |h_t| and ln |dh_t/dw|.
  struct Logs {
    var state: Double
    var gradient: Double
  }

  /// A run with one weight.
  struct Run {
    let weight: Double
    let points: [(step: Int, measured: Logs, exact: Logs)]

    var slope: Double { .log(weight.magnitude) }
  }

  /// h_0.
  private static let x = 0.5

  let runs: [Run]

  init(_ settings: ExperimentSettings) throws {
    let end = settings.steps
    let steps = Set(stride(from: 1, through: end, by: max(1, end / 50)) + [end]).sorted()
    runs = try settings.gains.map { weight in
      guard Self.weights.contains(weight.magnitude) else {
        throw ExperimentError(
          "linear-rnn: gain \(ScientificNumber.given(weight)); choose weights other than 0, of a magnitude from"
            + " \(Self.weights.lowerBound) to \(Self.weights.upperBound)")
      }
      return try Self.run(weight, steps: steps)
    }
  }

  /// Those of which the gradient stays in range, which is t/|w| times as large as h.
  private static let weights = 1e-250...1e250

  /// How far h goes in one stretch, in nats; a Double holds some 700.
  private static let reach = 300.0

  /// Goes in stretches, each from an h of size 1, since w^t soon leaves the range of a Double: with h_t = 2^e·y_t from a
  /// state s on, dh_t/dw = 2^e·(dy_t/dw + ∂y_t/∂y_s·g), 2^e·g = dh_s/dw.
  private static func run(_ weight: Double, steps: [Int]) throws -> Run {
    let rnn = try RNN<Double>(
      inputWeights: Matrix(rows: 1, columns: 1), recurrentWeights: Matrix([[weight]]),
      nonlinearity: .linear)
    let (end, slope) = (steps.last!, Double.log(weight.magnitude))
    let length = max(Int(min(reach / slope.magnitude, Double(end))), 1)
    var start = (state: x, gradient: 0.0, exponent: 0.0)
    var points: [(step: Int, measured: Logs, exact: Logs)] = []
    for first in stride(from: 0, to: end, by: length) {
      let last = min(first + length, end)
      let run = try rnn.trajectory(
        over: Matrix(rows: last - first, columns: 1), from: [start.state])
      func values(at step: Int) throws -> (state: Double, gradient: Double) {
        let own = try run.parameterJacobian(step: step).first { $0.block.factor == .hidden }!
        // Of the first stretch nothing is kept.
        let kept =
          start.gradient == 0
          ? 0 : try run.jacobian(.hidden, step: step, lag: step).unscaled[0, 0]
        return (
          run.states[0, step], own.jacobian.unscaled[0, 0] + kept * start.gradient
        )
      }
      for t in steps where first < t && t <= last {
        let (state, gradient) = try values(at: t - first)
        let logScale = start.exponent * .log(2)
        points.append(
          (
            step: t,
            measured: Logs(
              state: .log(state.magnitude) + logScale,
              gradient: .log(gradient.magnitude) + logScale),
            exact: Logs(
              state: Double(t) * slope + .log(x),
              gradient: .log(Double(t)) + Double(t - 1) * slope + .log(x))
          ))
      }
      guard last < end else { break }
      let (state, gradient) = try values(at: last - first)
      let size = Double(sign: .plus, exponent: state.exponent, significand: 1)
      start = (state / size, gradient / size, start.exponent + Double(state.exponent))
    }
    return Run(weight: weight, points: points)
  }

  var table: DataTable {
    var table = DataTable(columns: [
      "weight", "step", "log_state", "log_state_formula", "log_gradient", "log_gradient_formula",
    ])
    for run in runs {
      for (step, measured, exact) in run.points {
        table.append([
          .number(run.weight), .count(step), .number(measured.state), .number(exact.state),
          .number(measured.gradient), .number(exact.gradient),
        ])
      }
    }
    return table
  }

  var findings: [ExperimentReport.Finding] {
    let untried = [
      ("below", runs.contains { $0.slope < 0 }), ("above", runs.contains { $0.slope > 0 }),
    ]
    return [formulas] + runs.map(Self.fate)
      + untried.filter { !$0.1 }.map { .untested("no weight \($0.0) 1 was tried") }
  }

  /// That the formulas are met.
  private var formulas: ExperimentReport.Finding {
    var largest = Logs(state: 0, gradient: 0)
    var isWithinRounding = true
    for (step, measured, exact) in runs.flatMap(\.points) {
      let state = (measured.state - exact.state).magnitude
      let gradient = (measured.gradient - exact.gradient).magnitude
      largest.state = max(largest.state, state)
      largest.gradient = max(largest.gradient, gradient)
      // Each of t products rounds once, and the formula multiplies ln w by t.
      let rounding = 4 * Double.ulpOfOne * (Double(step) + exact.state.magnitude)
      if max(state, gradient) > rounding { isWithinRounding = false }
    }
    return .init(
      "the formulas are met to \(ScientificNumber.text(largest.state)) in ln h and"
        + " \(ScientificNumber.text(largest.gradient)) in ln dh/dw, which is rounding",
      holds: isWithinRounding)
  }

  /// That a run vanishes, explodes or stays, as its weight says, if there are steps enough to see it.
  private static func fate(of run: Run) -> ExperimentReport.Finding {
    let (slope, (end, last, exact)) = (run.slope, run.points.last!)
    let numbers =
      "w = \(ScientificNumber.given(run.weight)): |h_\(end)| = \(ScientificNumber.text(exp: last.state)),"
      + " |dh_\(end)/dw| = \(ScientificNumber.text(exp: last.gradient)); "
    let start = Double.log(x)
    guard slope != 0 else {
      return .init(
        numbers + "it stays, and the gradient grows as t",
        holds: (last.state - start).magnitude < 1e-15)
    }
    // An e-fold of h, and a gradient that is past its largest value t = -1/ln w and below its first one, x.
    guard (exact.state - start).magnitude >= 1, slope > 0 || exact.gradient < start else {
      return .untested(
        numbers
          + (slope > 0
            ? "too few steps to see it explode"
            : "too few steps to see it vanish: the gradient is largest at step"
              + " \(ScientificNumber.given((-1 / slope).rounded()))"))
    }
    return .init(
      numbers + "it \(slope < 0 ? "vanishes" : "explodes")",
      holds: slope < 0 ? last.state < start : last.state > start)
  }

  var chart: LineChart {
    func lines(_ value: (Logs) -> Double) -> [LineChart.Line] {
      runs.enumerated().map { index, run in
        .init(
          "w = \(ScientificNumber.given(run.weight))",
          run.points.map { (Double($0.step), value($0.measured)) },
          shade: Shade.place(index, of: runs.count))
      }
    }
    return LineChart(
      title: "One linear unit, h_t = w h_{t−1}",
      panels: [
        .init(
          title: "State", xLabel: "step t", yLabel: "ln |h_t| (nats)", lines: lines { $0.state }),
        .init(
          title: "Gradient with respect to the weight", xLabel: "step t",
          yLabel: "ln |dh_t/dw| (nats)", lines: lines { $0.gradient }),
      ])
  }
}
