import Foundation
public import JacobianSpectra

/// A picture of how all singular values of a few series go with the lag: a panel a series, with the
/// largest value as a line, bands between quantiles of the others, and a dashed line below which
/// multiplying out in double precision sees nothing.
public struct SpectrumFan: Sendable {
  /// One panel.
  public struct Panel: Sendable {
    public var title: String
    /// Rows of one series and one step, by lag.
    public var rows: [TraceRow]

    public init(title: String, rows: [TraceRow]) {
      self.title = title
      self.rows = rows
    }
  }

  public var title: String
  public var panels: [Panel]

  public init(title: String, panels: [Panel]) {
    self.title = title
    self.panels = panels
  }

  /// Writes the picture as SVG.
  ///
  /// - Throws: ``PlotError`` if gnuplot is missing or fails, `ModelFileError` if the file cannot be
  ///   written.
  public func writeSVG(to path: String) throws {
    try Gnuplot.draw(script, to: path)
  }

  /// Quantiles whose values bound the bands, and the shades of the bands, dark to light.
  private static let quantiles = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 1]
  private static let shades = ["#08306b", "#1c6bb0", "#4a98c9", "#7fb9da", "#b0d2e8", "#d6e6f4"]

  /// Where the product of the factors, multiplied out in Double, ends: ln ε below σ₁.
  private static let doublePrecision = -36.04

  /// More points than this in one line cannot be told apart.
  private static let pointLimit = 256

  private var script: String {
    let columns = panels.count > 1 ? 2 : 1
    let rows = (panels.count + columns - 1) / columns
    var lines = [
      "set terminal svg size \(560 * columns + 90),\(330 * rows + 60) dynamic font 'DejaVu Sans,13'"
        + " background '#ffffff'",
      "set encoding utf8",
      "set datafile missing '?'",
      "set border 3 lc rgb '#444444'",
      "set tics nomirror out textcolor rgb '#222222'",
      "set grid ytics lc rgb '#dddddd' lw 0.5",
      "set key outside right top vertical Left reverse samplen 1.5 spacing 1.15",
      "set xlabel 'lag k (steps)'",
      "set ylabel 'ln σ (nats)'",
      "set style fill solid 1 noborder",
    ]
    for (index, panel) in panels.enumerated() { lines += dataBlock("$panel\(index)", panel) }
    lines.append(
      "set multiplot layout \(rows),\(columns) title \(Gnuplot.quoted(title)) font ',15'")
    for (index, panel) in panels.enumerated() {
      lines.append("set title \(Gnuplot.quoted(panel.title))")
      if (index + 1) % columns == 0 || index + 1 == panels.count {
        lines.append("set key on")
      } else {
        lines.append("set key off")
      }
      let bands = Self.shades.indices.map { band in
        "$panel\(index) using 1:\(band + 2):\(band + 3) with filledcurves lc rgb"
          + " '\(Self.shades[band])' title \(Gnuplot.quoted(Self.bandTitle(band)))"
      }
      lines.append(
        "plot " + bands.joined(separator: ", ")
          + ", $panel\(index) using 1:2 with lines lw 2 lc rgb '#000000' title 'σ₁'"
          + ", $panel\(index) using 1:($2+\(Self.doublePrecision)) with lines dt 2 lw 1.5 lc rgb"
          + " '#b2182b' title 'ε·σ₁'")
    }
    lines.append("unset multiplot")
    return lines.joined(separator: "\n") + "\n"
  }

  private static func bandTitle(_ band: Int) -> String {
    func percent(_ quantile: Double) -> String { "\(Int((quantile * 100).rounded()))" }
    return "\(percent(quantiles[band]))–\(percent(quantiles[band + 1])) %"
  }

  private func dataBlock(_ name: String, _ panel: Panel) -> [String] {
    ["\(name) << EOD"]
      + stride(from: 0, to: panel.rows.count, by: max(1, panel.rows.count / Self.pointLimit)).map {
        let row = panel.rows[$0]
        let values = row.logSingularValues
        return
          ([
            "\(row.lag)"
          ]
          + Self.quantiles.map { quantile in
            let value = values[Int((quantile * Double(values.count - 1)).rounded())]
            return value.isFinite ? "\(value)" : "?"
          }).joined(separator: " ")
      } + ["EOD"]
  }
}
