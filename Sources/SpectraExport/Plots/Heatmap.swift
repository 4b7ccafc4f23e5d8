/// ln σ₁ over step and lag as colours; what was not traced stays white.
public struct Heatmap: Chart {
  /// One panel.
  public struct Panel: Sendable {
    public var title: String
    /// In any order; `-inf` has the darkest colour.
    public var points: [(step: Int, lag: Int, logNorm: Double)]

    public init(title: String, points: [(step: Int, lag: Int, logNorm: Double)]) {
      self.title = title
      self.points = points
    }
  }

  public var title: String
  public var panels: [Panel]

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
    let rasters = panels.map(Raster.init)
    let isCut = panels.contains { $0.points.contains { $0.logNorm < range.low } }
    return Drawing(
      title: title,
      panels: zip(panels, rasters).enumerated().map { index, panel in
        let (panel, raster) = panel
        return [
          "set title \(Gnuplot.quoted(panel.title))",
          "set xlabel 'step t'", "set ylabel 'lag k (steps)'", "set rmargin 15",
          "set xrange [\(raster.steps.edges)]", "set yrange [\(raster.lags.edges)]",
          "set palette defined (\(colours.joined(separator: ", ")))",
          "set cbrange [\(range.low):\(range.high)]",
          "set cblabel 'ln σ₁ (nats\(isCut ? ", darkest: and below" : ""))'",
          "plot $map_\(index) matrix using (\(raster.steps.place("$1"))):(\(raster.lags.place("$2"))):3"
            + " with image notitle",
        ]
      },
      data: rasters.enumerated().flatMap { index, raster in
        ["$map_\(index) << EOD"] + raster.lines(floor: range.low) + ["EOD"]
      })
  }
}

/// The points of a panel on a regular grid; a cell shows the nearest step and lag that were traced.
private struct Raster {
  /// One axis of the grid.
  struct Axis {
    let traced: [Int]
    let spacing: Int

    init(_ values: some Sequence<Int>) {
      traced = Set(values).sorted()
      spacing = zip(traced, traced.dropFirst()).map { $1 - $0 }.min() ?? 1
    }

    /// The traced value nearest to each cell.
    var nearest: [Int] {
      guard let first = traced.first, let last = traced.last else { return [] }
      var index = 0
      return stride(from: first, through: last, by: spacing).map { value in
        while index + 1 < traced.count,
          (traced[index + 1] - value).magnitude <= (traced[index] - value).magnitude
        {
          index += 1
        }
        return traced[index]
      }
    }

    /// gnuplot's expression for the value of cell `index`.
    func place(_ index: String) -> String { "\(traced.first ?? 0)+\(spacing)*\(index)" }

    /// The range that the cells cover.
    var edges: String {
      let half = Double(spacing) / 2
      let last = (traced.first ?? 0) + spacing * (nearest.count - 1)
      return "\(Double(traced.first ?? 0) - half):\(Double(last) + half)"
    }
  }

  let steps: Axis
  let lags: Axis
  private var values: [Int: [Int: Double]] = [:]

  init(_ panel: Heatmap.Panel) {
    steps = Axis(panel.points.map(\.step))
    lags = Axis(panel.points.map(\.lag))
    for point in panel.points { values[point.lag, default: [:]][point.step] = point.logNorm }
  }

  /// A line a lag, a number a step.
  func lines(floor: Double) -> [String] {
    let columns = steps.nearest
    return lags.nearest.map { lag in
      let line = values[lag] ?? [:]
      return columns.map { line[$0].map { "\(max($0, floor))" } ?? "NaN" }.joined(separator: " ")
    }
  }
}
