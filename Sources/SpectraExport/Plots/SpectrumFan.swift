public import JacobianSpectra

/// A picture of how all singular values of a few series go with the lag: a panel a series, with the
/// largest value as a line, bands between quantiles of the others, and a dashed line below which
/// multiplying out in double precision sees nothing.
public struct SpectrumFan: Chart {
  /// One panel.
  public struct Panel: Sendable {
    /// What stands over the panel.
    public var title: String
    /// Rows of one series and one step, by lag.
    public var rows: [TraceRow]

    /// A panel of the singular values of `rows`; one without rows says that nothing is known.
    public init(title: String, rows: [TraceRow]) {
      self.title = title
      self.rows = rows
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

  /// Dark to light.
  private static let shades = ["#08306b", "#1c6bb0", "#4a98c9", "#7fb9da", "#b0d2e8", "#d6e6f4"]

  /// Where the product of the factors, multiplied out in Double, ends, beside ln σ₁: ln ε.
  static let doublePrecision = -36.04

  public var drawing: Drawing {
    // The legend of one panel is that of others.
    let bands = QuantileBands.visible(
      in: panels.flatMap { $0.rows.map(\.resolvedLogSingularValues) })
    return Drawing(
      title: title, hasPairs: true,
      panels: panels.enumerated().map { index, panel in
        let data = "$fan_\(index)"
        let values = panel.rows.flatMap { $0.resolvedLogSingularValues.compactMap(\.self) }
        let marks = LineChart.marks(panel.rows.count)
        let plots =
          QuantileBands.plots(of: data, bands: bands, shades: Self.shades) + [
            .init(command: "\(data) using 1:2 with \(marks) lw 2 lc rgb '#000000'", label: "σ₁"),
            .init(
              command: "\(data) using 1:($2+\(Self.doublePrecision)) with lines dt 2 lw 1.5"
                + " lc rgb '#b2182b'",
              label: "ε·σ₁ of Double"),
          ]
        return Drawing.Panel(
          title: panel.title, xLabel: "lag k (steps)",
          yLabel: "ln σ (\(LineChart.unit(of: values)))",
          axes: [Ticks.linear("x", panel.rows.map(\.lag))],
          plots: values.contains(where: \.isFinite) ? plots : [],
          legendTitle: "σ by rank")
      },
      data: panels.enumerated().flatMap { index, panel in
        QuantileBands.dataBlock(
          "$fan_\(index)",
          panel.rows.filter { !$0.logSingularValues.isEmpty }
            .map { ($0.lag, $0.resolvedLogSingularValues) }
        )
      })
  }
}
