/// What gnuplot is to draw: panels of one size in rows, with a common title.
public struct Drawing: Sendable {
  /// A line, an area or an image.
  struct Plot: Sendable {
    /// What stands behind `plot`, without a title.
    let command: String
    /// What the legend says, in gnuplot's enhanced text; no entry if empty.
    var label = ""
  }

  /// A pair of axes.
  struct Panel: Sendable {
    let title: String
    /// With their units.
    let xLabel: String
    let yLabel: String
    /// Commands for ranges, ticks and colours.
    var axes: [String] = []
    /// None where there is nothing that has a logarithm.
    let plots: [Plot]
    /// What stands in their place then.
    var emptiness = "nothing but zeros"
    /// What stands over the legend.
    var legendTitle = ""
    /// What the bar of the palette says that takes the place of a legend; nil for a legend.
    var colourBarLabel: String?
  }

  let title: String
  /// Whether two panels stand beside each other where there are several; a row has one legend.
  var hasPairs = false
  let panels: [Panel]
  /// Data blocks that the panels name.
  let data: [String]

  /// Panels in a row.
  var columns: Int { hasPairs && panels.count > 1 ? 2 : 1 }

  /// gnuplot's commands for all of it.
  func script(_ format: PictureFormat) -> String {
    let layout = PanelLayout(self)
    let lines =
      [format.terminal(width: layout.width, height: layout.height), "set encoding utf8"] + data
      + ["set multiplot"]
      + panels.enumerated().flatMap { index, panel in
        Self.style + layout.places(of: index) + Self.labels(panel, layout)
          + (panel.plots.isEmpty ? Self.emptiness(panel) : panel.axes + [Self.plot(panel)])
      } + ["unset multiplot"]
    return lines.joined(separator: "\n") + "\n"
  }

  /// What all panels have.
  private static let style = [
    "reset", "set border 3 lc rgb '#444444'", "set tics nomirror out textcolor rgb '#222222'",
    "set format '%g'", "set grid ytics lc rgb '#dddddd' lw 0.5",
  ]

  /// In place of a plot, which gnuplot refuses where nothing is finite.
  private static func emptiness(_ panel: Panel) -> [String] {
    [
      "set label 1 \(Gnuplot.quoted(panel.emptiness)) at graph 0.5,0.5 center textcolor rgb '#444444'",
      "set xrange [0:1]", "set yrange [0.1:1]", "unset tics", "set key off", "plot 2 notitle",
    ]
  }

  private static func labels(_ panel: Panel, _ layout: PanelLayout) -> [String] {
    [
      "set title \(Gnuplot.quoted(layout.wrapped(panel.title)))",
      "set xlabel \(Gnuplot.quoted(layout.wrapped(panel.xLabel)))",
      "set ylabel \(Gnuplot.quoted(panel.yLabel))",
    ]
  }

  private static func plot(_ panel: Panel) -> String {
    "plot "
      + panel.plots.map { plot in
        plot.command
          + (plot.label.isEmpty ? " notitle" : " title \(Gnuplot.quoted(plot.label))")
      }.joined(separator: ", ")
  }
}
