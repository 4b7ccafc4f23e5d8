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
  ) { settings in
    let x = 0.5
    var table = DataTable(columns: [
      "weight", "step", "log_state", "log_state_formula", "log_gradient", "log_gradient_formula",
    ])
    var findings: [ExperimentReport.Finding] = []
    var states: [LineChart.Line] = []
    var gradients: [LineChart.Line] = []
    var largestError = (state: 0.0, gradient: 0.0, isWithinRounding: true)
    let end = settings.steps
    let steps = Set(stride(from: 1, through: end, by: max(1, end / 50)) + [end]).sorted()
    for (index, w) in settings.gains.enumerated() {
      let slope = Double.log(w.magnitude)
      guard (slope * Double(end)).magnitude < 700 else {
        throw ExperimentError(
          "linear-rnn: \(w)^\(end) leaves the range of a Double, so there is no h_T to compare with;"
            + " choose fewer steps or a weight nearer to 1 or -1")
      }
      let rnn = try RNN<Double>(
        inputWeights: Matrix(rows: 1, columns: 1), recurrentWeights: Matrix([[w]]),
        nonlinearity: .linear)
      let run = try rnn.trajectory(over: Matrix(rows: end, columns: 1), from: [x])
      var line: (state: LineChart.Line, gradient: LineChart.Line) = (
        .init("w = \(Words.text(w))", [], shade: Shade.place(index, of: settings.gains.count)),
        .init("w = \(Words.text(w))", [], shade: Shade.place(index, of: settings.gains.count))
      )
      for t in steps {
        let state = Double.log(run.states[0, t].magnitude)
        let jacobian = try run.parameterJacobian(step: t).first { $0.block.factor == .hidden }!
          .jacobian
        let gradient = Double.log(jacobian.matrix[0, 0].magnitude) + jacobian.logScale
        let exact = (
          state: Double(t) * slope + .log(x),
          gradient: .log(Double(t)) + Double(t - 1) * slope + .log(x)
        )
        table.append([
          .number(w), .count(t), .number(state), .number(exact.state), .number(gradient),
          .number(exact.gradient),
        ])
        line.state.points.append((Double(t), state))
        line.gradient.points.append((Double(t), gradient))
        let errors = ((state - exact.state).magnitude, (gradient - exact.gradient).magnitude)
        largestError.state = max(largestError.state, errors.0)
        largestError.gradient = max(largestError.gradient, errors.1)
        // Each of t products rounds once, and the formula multiplies ln w by t.
        let rounding = 4 * Double.ulpOfOne * (Double(t) + exact.state.magnitude)
        if max(errors.0, errors.1) > rounding { largestError.isWithinRounding = false }
      }
      states.append(line.state)
      gradients.append(line.gradient)
      let (state, gradient) = (line.state.points.last!.y, line.gradient.points.last!.y)
      findings.append(
        .init(
          "w = \(Words.text(w)): |h_\(end)| = \(ScientificNumber.text(exp: state)), |dh_\(end)/dw| ="
            + " \(ScientificNumber.text(exp: gradient)); it "
            + (slope < 0
              ? "vanishes" : slope > 0 ? "explodes" : "stays, and the gradient grows as t"),
          holds: slope < 0
            ? state < .log(x) : slope > 0 ? state > .log(x) : (state - .log(x)).magnitude < 1e-15))
    }
    findings.insert(
      .init(
        "the formulas are met to \(ScientificNumber.text(largestError.state)) in ln h and"
          + " \(ScientificNumber.text(largestError.gradient)) in ln dh/dw, which is rounding",
        holds: largestError.isWithinRounding), at: 0)
    return ExperimentReport(
      findings: findings, table: table,
      chart: LineChart(
        title: "One linear unit, h_t = w h_{t−1}",
        panels: [
          .init(
            title: "State", xLabel: "step t", yLabel: "ln |h_t| (nats)", lines: states),
          .init(
            title: "Gradient with respect to the weight", xLabel: "step t",
            yLabel: "ln |dh_t/dw| (nats)", lines: gradients),
        ]))
  }
}
