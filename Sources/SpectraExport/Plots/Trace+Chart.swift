public import JacobianSpectra
import RecurrentCells

extension Trace {
  /// What stands over pictures of traces.
  ///
  /// - Parameter fromLayer: The layer whose earlier state is the variable; nil for the same layer.
  public static func chartTitle(fromLayer: Int?) -> String {
    "Jacobian over a lag" + (fromLayer.map { ", with respect to the state of layer \($0)" } ?? "")
  }

  /// What ``chart(title:)`` shows of the rows of `request`.
  public static func chartMeasures(
    of request: TraceRequest, for sequence: any JacobianSequence
  ) -> Measures {
    let steps = request.steps.filter { step in
      request.series.contains {
        !sequence.existing(request.lags, of: $0.quantity, at: step).isEmpty
      }
    }
    // A later step has those of the earlier ones.
    let lags = steps.last.map { sequence.existingLags(of: request, at: $0) } ?? []
    switch Axes(stepCount: steps.count, lagCount: lags.count) {
    case .lag: return [.sigma, .norm]
    case .step: return [.norm, .radius]
    case .stepAndLag: return .norm
    }
  }

  /// What a picture goes along.
  private enum Axes {
    case lag, step, stepAndLag

    init(stepCount: Int, lagCount: Int) {
      self = stepCount == 1 ? .lag : lagCount == 1 ? .step : .stepAndLag
    }
  }

  /// The picture that suits what was traced: all singular values over the lag for one step, ln σ₁
  /// of every series on one axis where only norms were asked for, norm and radius over time for one
  /// lag, colours over step and lag for several of both.
  ///
  /// The title names the series of which no norm is known.
  ///
  /// - Throws: ``PlotError`` if there is a single number, or no norm.
  public func chart(title: String) throws(PlotError) -> any Chart {
    let asked = self.rows.map(\.series).withoutRepeats
    let rows = rows.filter { $0.largestLog != nil }
    let series = rows.map(\.series).withoutRepeats
    let unknown = asked.noteOnMissing(series, among: cellEdges)
    let panels = series.map { series in
      (title: series.title(among: cellEdges), rows: rows.filter { $0.series == series })
    }
    let steps = Set(rows.map(\.step))
    let lags = Set(rows.map(\.lag))
    try PlotError.requireSeveral(
      stepCount: steps.count, lagCount: lags.count, unknownCount: self.rows.count - rows.count)
    switch Axes(stepCount: steps.count, lagCount: lags.count) {
    case .lag where rows.contains { $0.logSingularValues.count > 1 }:
      return SpectrumFan(
        title: "\(title), step \(rows[0].step)\(unknown)",
        panels: panels.map { .init(title: $0.title, rows: $0.rows) })
    case .lag:
      return LineChart(
        title: "\(title), step \(rows[0].step)\(unknown)",
        panels: [
          .init(
            title: "", xLabel: "lag k (steps)",
            yLabel: "ln σ₁ (\(LineChart.unit(of: rows.compactMap(\.largestLog))))",
            lines: panels.enumerated().map { index, panel in
              Self.line(
                panel.title, panel.rows.map { ($0.lag, $0.largestLog) }, index, of: panels.count,
                style: [.solid, .dashed, .dotted][panels.count > 5 ? index % 3 : 0])
            })
        ])
    case .step:
      return LineChart(
        title: "\(title), lag \(rows[0].lag)\(unknown)",
        panels: panels.map { panel in
          .init(
            title: panel.title, xLabel: "step t",
            yLabel: "ln (\(LineChart.unit(of: panel.rows.compactMap(\.largestLog))))",
            lines: [
              Self.line("ln σ₁", panel.rows.map { ($0.step, $0.largestLog) }, 0, of: 2),
              Self.line(
                "ln max|λ|", panel.rows.map { ($0.step, $0.logSpectralRadius) }, 3, of: 6,
                style: .dashed),
            ])
        })
    case .stepAndLag:
      return Heatmap(
        title: title + unknown,
        panels: series.map { series in
          .init(
            title: series.title(among: cellEdges),
            points: self.rows.filter { $0.series == series }
              .map { (step: $0.step, lag: $0.lag, logNorm: $0.largestLog ?? .nan) })
        })
    }
  }

  private static func line(
    _ label: String, _ points: [(x: Int, y: Double?)], _ index: Int, of count: Int,
    style: LineChart.Line.Style = .solid
  ) -> LineChart.Line {
    LineChart.Line(
      label, points.compactMap { x, y in y.map { (x: Double(x), y: $0) } }, style: style,
      shade: Shade.place(index, of: count))
  }
}
