/// Where the panels of a drawing and their legends stand, in pixels from the upper left.
struct PanelLayout {
  /// Beside the axes: tick labels of up to nine letters and the label of the vertical axis.
  private static let left = 126.0
  /// Behind the axes.
  private static let gap = 26.0
  /// Behind the axes, if the bar of a palette stands there.
  private static let colourBar = 126.0
  /// A legend wider than this stands below the axes.
  private static let widestBeside = 300.0
  /// What a legend has before its text.
  private static let sample = 56.0
  private static let lineHeight = 19.0
  private static let entryHeight = 23.0
  private static let titleHeight = 23.0

  private let titleLines: [String]
  let width: Int
  let height: Int
  private let drawing: Drawing
  /// The middle of the axes of a row, over which the title stands.
  private let centre: Double
  private let plotHeight: Double
  private let legendHeight: Double
  private let legendIsBelow: Bool
  /// The canvas above the first row, and a row above its axes.
  private let top: (canvas: Double, row: Double)
  private let rowHeight: Double

  /// The size of axes, which is the same for all panels but for a tall legend.
  static func plotSize(columns: Int) -> (width: Double, height: Double) {
    (columns == 1 ? 530 : 420, 200)
  }

  init(_ drawing: Drawing) {
    self.drawing = drawing
    let plot = Self.plotSize(columns: drawing.columns)
    let legends = drawing.panels.map { panel in
      ([panel.legendTitle] + panel.plots.map(\.label)).filter { !$0.isEmpty }
    }
    let legendWidth = legends.joined().map { Self.sample + PlotText.width($0) }.max() ?? 0
    legendHeight = Double(legends.map(\.count).max() ?? 0) * Self.entryHeight
    // gnuplot breaks a legend into columns if it is taller than the axes.
    plotHeight = max(plot.height, legendHeight)
    legendIsBelow = legendWidth > Self.widestBeside
    let hasColourBar = drawing.panels.contains { $0.colourBarLabel != nil }
    let beside = hasColourBar ? Self.colourBar : legendIsBelow ? 0 : legendWidth
    let columns = Double(drawing.columns) * (Self.left + plot.width + Self.gap)
    let below = columns - plot.width - Self.gap + legendWidth
    width = Int(legendIsBelow ? max(columns, below) : columns + beside)
    centre = (Self.left + columns - Self.gap) / 2
    titleLines = PlotText.wrapped(
      drawing.title, to: 2 * min(centre, Double(width) - centre) * 13 / 15)
    let widest = plot.width + 60
    func lines(_ text: KeyPath<Drawing.Panel, String>) -> Double {
      let counts = drawing.panels.map { PlotText.wrapped($0[keyPath: text], to: widest).count }
      return Double(counts.max() ?? 0) * Self.lineHeight
    }
    top = (Double(titleLines.count) * Self.titleHeight + 8, lines(\.title) + 26)
    rowHeight =
      top.row + plotHeight + 56 + lines(\.xLabel) + (legendIsBelow ? legendHeight : 0)
    let rows = (drawing.panels.count + drawing.columns - 1) / drawing.columns
    height = Int(top.canvas + Double(rows) * rowHeight + 8)
  }

  /// Text under or over a panel, in lines.
  func wrapped(_ text: String) -> [String] {
    PlotText.wrapped(text, to: Self.plotSize(columns: drawing.columns).width + 60)
  }

  /// gnuplot's commands for the title, as labels of the first panel.
  private var title: [String] {
    titleLines.enumerated().map { index, line in
      let y = (Double(index) + 0.5) * Self.titleHeight + 4
      return "set label \(10 + index) \(Gnuplot.quoted(line)) at screen \(centre / Double(width)),"
        + " screen \(1 - y / Double(height)) center font ',15'"
    }
  }

  /// gnuplot's commands for the places of the axes, the legend and the colour bar of a panel, and for the title.
  func places(of index: Int) -> [String] {
    let (row, column) = index.quotientAndRemainder(dividingBy: drawing.columns)
    let plotWidth = Self.plotSize(columns: drawing.columns).width
    let x = Self.left + Double(column) * (Self.left + plotWidth + Self.gap)
    let y = top.canvas + Double(row) * rowHeight + top.row
    let (right, bottom) = (x + plotWidth, y + plotHeight)
    func across(_ x: Double) -> String { "\(x / Double(width))" }
    func up(_ y: Double) -> String { "\(1 - y / Double(height))" }
    // A row has its legend from the last panel that has any plots.
    let rest = drawing.panels.dropFirst(index + 1).prefix(drawing.columns - column - 1)
    let hasLegend = rest.allSatisfy(\.plots.isEmpty)
    let end = right + Double(rest.count) * (Self.left + plotWidth + Self.gap)
    let legend =
      legendIsBelow ? (x: x, y: y + rowHeight - top.row - legendHeight) : (x: end + 8, y: y)
    let heading = Gnuplot.quoted(drawing.panels[index].legendTitle)
    let key =
      "at screen \(across(legend.x)),\(up(legend.y)) left top vertical Left reverse samplen 2"
      + " spacing 1.15 title \(heading) left"
    let bar =
      "\(across(right + 12)),\(up(bottom)) size \(across(22)),\(plotHeight / Double(height))"
    // gnuplot's own label of the bar may stand on its tick labels.
    let barLabel = drawing.panels[index].colourBarLabel.map {
      "set label 2 \(Gnuplot.quoted($0)) at screen \(across(right + Self.colourBar - 14)),"
        + " screen \(up((y + bottom) / 2)) center rotate by 90"
    }
    return (index == 0 ? title : []) + [barLabel].compactMap { $0 } + [
      "set lmargin at screen \(across(x))", "set rmargin at screen \(across(right))",
      "set tmargin at screen \(up(y))", "set bmargin at screen \(up(bottom))",
      "set colorbox user origin \(bar)", "set key \(hasLegend ? key : "off")",
    ]
  }
}
