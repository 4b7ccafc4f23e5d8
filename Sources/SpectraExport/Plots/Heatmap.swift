/// ln σ₁ over step and lag as colours; what was not traced and what is not known stays white.
public struct Heatmap: Chart {
  /// One panel.
  public struct Panel: Sendable {
    /// What stands over the panel.
    public var title: String
    /// In any order; `-inf` has the darkest colour, NaN none.
    public var points: [(step: Int, lag: Int, logNorm: Double)]

    /// A panel of ln σ₁, in nats, by step and lag; one without points says that nothing is known.
    public init(title: String, points: [(step: Int, lag: Int, logNorm: Double)]) {
      self.title = title
      self.points = points
    }
  }

  /// What stands over the picture.
  public var title: String
  /// One above the other, with the same colours.
  public var panels: [Panel]

  /// A picture of these panels.
  public init(title: String, panels: [Panel]) {
    self.title = title
    self.panels = panels
  }

  /// The lowest value with a colour of its own: nothing below is of use to a training.
  private static let floor = -30.0

  /// The colours of all panels go from the lowest value, or ``floor``, to the highest or 0.
  private var range: (low: Double, high: Double) {
    let values = panels.flatMap(\.points).map(\.logNorm).filter(\.isFinite)
    let high = max(values.max() ?? 0, 0)
    return (min(max(values.min() ?? Self.floor, Self.floor), high - 1), high)
  }

  public var drawing: Drawing {
    let range = range
    let colours = Shade.scale.enumerated().map { "\($0.offset) '\($0.element)'" }
    let size = PanelLayout.plotSize(columns: 1)
    let axes = panels.map { panel in
      let steps = panel.points.map(\.step)
      let label = PlotText.width("\(steps.max() ?? 0)") + 14
      return (
        step: MapAxis(steps, length: size.width, tickLength: label),
        lag: MapAxis(panel.points.map(\.lag), length: size.height, tickLength: 20)
      )
    }
    let isCut = panels.contains { $0.points.contains { $0.logNorm < range.low } }
    return Drawing(
      title: title,
      panels: zip(panels, axes).enumerated().map { index, panel in
        let (panel, (step, lag)) = panel
        return Drawing.Panel(
          title: panel.title, xLabel: "step t\(step.note)", yLabel: "lag k (steps\(lag.note))",
          axes: [
            "set xrange [\(step.edges)]", "set yrange [\(lag.edges)]", step.ticks("x"),
            lag.ticks("y"), "set palette defined (\(colours.joined(separator: ", ")))",
            "set cbrange [\(range.low):\(range.high)]",
          ],
          plots: panel.points.isEmpty
            ? []
            : [
              .init(
                command: "$map_\(index) matrix using (\(step.place("$1"))):(\(lag.place("$2"))):3"
                  + " with image")
            ],
          emptiness: "nothing is known",
          colourBarLabel: "ln σ₁ (nats\(isCut ? "; all below is darkest" : ""))")
      },
      data: zip(panels, axes).enumerated().flatMap { index, panel in
        ["$map_\(index) << EOD"]
          + Self.cells(of: panel.0, panel.1.step, panel.1.lag, floor: range.low) + ["EOD"]
      })
  }

  /// A line a row of pixels, a number a pixel.
  private static func cells(
    of panel: Panel, _ steps: MapAxis, _ lags: MapAxis, floor: Double
  ) -> [String] {
    var values: [Int: [Int: Double]] = [:]
    for point in panel.points { values[point.lag, default: [:]][point.step] = point.logNorm }
    let columns = steps.pixels
    return lags.pixels.map { lag in
      let line = (values[lag] ?? [:]).mapValues { $0.isNaN ? "NaN" : "\(max($0, floor))" }
      return columns.map { line[$0] ?? "NaN" }.joined(separator: " ")
    }
  }
}
