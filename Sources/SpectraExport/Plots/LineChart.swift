/// Lines over a common axis in panels one above the other, such as ln σ₁ over the lag for several
/// networks.
public struct LineChart: Chart, Equatable {
  /// One line.
  public struct Line: Sendable, Equatable {
    /// How a line is drawn.
    public enum Style: Sendable { case solid, dashed, points }

    /// What the legend says, in gnuplot's enhanced text; no entry if empty.
    public var label: String
    public var points: [(x: Double, y: Double)]
    public var style: Style
    /// From dark (0) to light (1): the place in a sweep.
    public var shade: Double

    public init(
      _ label: String, _ points: [(x: Double, y: Double)], style: Style = .solid, shade: Double = 0
    ) {
      self.label = label
      self.points = points
      self.style = style
      self.shade = shade
    }

    public static func == (left: Line, right: Line) -> Bool {
      left.label == right.label && left.style == right.style && left.shade == right.shade
        && left.points.elementsEqual(right.points, by: ==)
    }
  }

  /// One panel.
  public struct Panel: Sendable, Equatable {
    public var title: String
    /// With its unit.
    public var xLabel: String
    /// With its unit.
    public var yLabel: String
    /// Whether the vertical axis is logarithmic.
    public var isLogarithmic: Bool
    /// Where the vertical axis begins; nil to show all.
    public var lowest: Double?
    public var lines: [Line]

    public init(
      title: String, xLabel: String, yLabel: String, isLogarithmic: Bool = false,
      lowest: Double? = nil, lines: [Line]
    ) {
      self.title = title
      self.xLabel = xLabel
      self.yLabel = yLabel
      self.isLogarithmic = isLogarithmic
      self.lowest = lowest
      self.lines = lines
    }
  }

  public var title: String
  public var panels: [Panel]

  public init(title: String, panels: [Panel]) {
    self.title = title
    self.panels = panels
  }

  public var drawing: Drawing {
    var data: [String] = []
    var scripts: [[String]] = []
    for (number, panel) in panels.enumerated() {
      let drawn = panel.lines.filter { $0.points.contains { $0.x.isFinite && $0.y.isFinite } }
      let plots = drawn.enumerated().map { index, line in
        let name = "$line_\(number)_\(index)"
        data += Gnuplot.dataBlock(name, line.points.map { [$0.x, $0.y] })
        return "\(name) using 1:2 \(Self.drawing(line)) "
          + (line.label.isEmpty ? "notitle" : "title \(Gnuplot.quoted(line.label))")
      }
      scripts.append(
        [
          "set title \(Gnuplot.quoted(panel.title))",
          "set xlabel \(Gnuplot.quoted(panel.xLabel))",
          "set ylabel \(Gnuplot.quoted(panel.yLabel))",
          panel.isLogarithmic ? "set logscale y" : "unset logscale y",
          "set yrange [\(panel.lowest.map { "\($0)" } ?? "*"):*]",
        ] + Drawing.plot(plots, isEmpty: plots.isEmpty))
    }
    return Drawing(title: title, panels: scripts, data: data)
  }

  private static func drawing(_ line: Line) -> String {
    let colour = "lc rgb '\(Shade.line(line.shade))'"
    return switch line.style {
    case .solid: "with lines lw 2 \(colour)"
    case .dashed: "with lines dt 2 lw 1.5 \(colour)"
    case .points: "with linespoints pt 7 ps 0.9 lw 1.5 \(colour)"
    }
  }
}
