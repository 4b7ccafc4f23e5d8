/// Lines over a common axis in panels one above the other, such as ln σ₁ over the lag for several
/// networks.
public struct LineChart: Chart, Equatable {
  /// One line.
  public struct Line: Sendable, Equatable {
    /// How a line is drawn.
    public enum Style: Sendable { case solid, dashed, dotted, points }

    /// What the legend says, in gnuplot's enhanced text; no entry if empty.
    public var label: String
    /// In the order in which they are joined; gaps where y is not finite.
    public var points: [(x: Double, y: Double)]
    /// How it is drawn.
    public var style: Style
    /// From dark (0) to light (1): the place in a sweep.
    public var shade: Double

    /// A line through the points.
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
    /// What stands over the panel.
    public var title: String
    /// With its unit.
    public var xLabel: String
    /// With its unit.
    public var yLabel: String
    /// Whether the vertical axis is logarithmic.
    public var isLogarithmic: Bool
    /// Where the vertical axis begins; nil to show all.
    public var lowest: Double?
    /// In the order of the legend; a panel without points says that nothing is known.
    public var lines: [Line]

    /// A panel of these lines.
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

    /// Whether a point has a place on the axes.
    fileprivate func shows(_ point: (x: Double, y: Double)) -> Bool {
      LineChart.isDrawn(point) && (!isLogarithmic || point.y > 0)
        && point.y >= lowest ?? -.infinity
    }

    /// What is said where no point has.
    fileprivate var emptiness: String {
      let values = lines.flatMap(\.points).map(\.y)
      if let lowest, values.contains(where: { $0.isFinite && $0 < lowest }) {
        return "nothing above \(lowest)"
      }
      let hasZeros = values.contains(isLogarithmic ? 0 : -.infinity)
      let hasUnknown = values.isEmpty || values.contains(where: \.isNaN)
      return !hasUnknown ? "nothing but zeros" : hasZeros ? "zero or not known" : "nothing is known"
    }
  }

  /// What stands over the picture.
  public var title: String
  /// One above the other.
  public var panels: [Panel]

  /// A picture of these panels.
  public init(title: String, panels: [Panel]) {
    self.title = title
    self.panels = panels
  }

  public var drawing: Drawing {
    var data: [String] = []
    let drawn = panels.enumerated().map { number, panel in
      let lines = panel.lines.filter { $0.points.contains(where: panel.shows) }
      let plots = lines.enumerated().map { index, line in
        let name = "$line_\(number)_\(index)"
        data += Gnuplot.dataBlock(name, line.points.map { [$0.x, $0.y] })
        return Drawing.Plot(
          command: "\(name) using 1:2 \(Self.command(for: line))", label: line.label)
      }
      let places = lines.flatMap(\.points).map(\.x)
      let whole = places.compactMap { Int(exactly: $0) }
      return Drawing.Panel(
        title: panel.title, xLabel: panel.xLabel, yLabel: panel.yLabel,
        axes: [
          whole.count == places.count ? Ticks.linear("x", whole) : "set xtics autofreq",
          panel.isLogarithmic ? "set logscale y" : "unset logscale y",
          "set yrange [\(panel.lowest.map { "\($0)" } ?? "*"):*]",
        ], plots: plots, emptiness: panel.emptiness)
    }
    return Drawing(title: title, panels: drawn, data: data)
  }

  /// nats, and that zeros are not drawn, where there are some among values that are.
  static func unit(of logs: some Sequence<Double>) -> String {
    logs.contains(-.infinity) ? "nats, zeros left out" : "nats"
  }

  private static func isDrawn(_ point: (x: Double, y: Double)) -> Bool {
    point.x.isFinite && point.y.isFinite
  }

  /// How a line of `count` points is drawn: with its points where they are few.
  static func marks(_ count: Int) -> String {
    count <= 20 ? "linespoints pt 7 ps 0.5" : "lines"
  }

  /// Points are marked where they are few, and where one stands alone, of which no line would be left.
  private static func command(for line: Line) -> String {
    let isDrawn = [false] + line.points.map(isDrawn) + [false]
    let standsAlone = line.points.indices.contains {
      !isDrawn[$0] && isDrawn[$0 + 1] && !isDrawn[$0 + 2]
    }
    let colour = "lc rgb '\(Shade.line(line.shade))'"
    let marks = marks(standsAlone ? 1 : line.points.count)
    return switch line.style {
    case .solid: "with \(marks) lw 2 \(colour)"
    case .dashed: "with \(marks) dt 2 lw 1.5 \(colour)"
    case .dotted: "with \(marks) dt 3 lw 2 \(colour)"
    case .points: "with linespoints pt 7 ps 0.9 lw 1.5 \(colour)"
    }
  }
}
