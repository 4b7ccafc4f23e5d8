/// The gates over time: a panel a gate, bands between quantiles over the units.
public struct GateChart: Chart {
  /// What stands over the picture.
  public var title: String
  /// What the gates were.
  public var history: GateHistory

  /// A picture of the gates over the steps.
  public init(title: String, history: GateHistory) {
    self.title = title
    self.history = history
  }

  /// Light outside, dark about the median.
  private static let shades = ["#d6e6f4", "#7fb9da", "#1c6bb0", "#1c6bb0", "#7fb9da", "#d6e6f4"]

  public var drawing: Drawing {
    let bands = QuantileBands.visible(in: history.gates.flatMap(\.values))
    return Drawing(
      title: title, hasPairs: true,
      panels: history.gates.enumerated().map { index, gate in
        let data = "$gate_\(index)"
        return Drawing.Panel(
          title: gate.name, xLabel: "step t", yLabel: "value over the units",
          axes: [Ticks.linear("x", [1, gate.values.count])],
          plots: QuantileBands.plots(of: data, bands: bands, shades: Self.shades) + [
            .init(
              command: "\(data) using 1:5 with lines lw 1.5 lc rgb '#000000'", label: "median")
          ],
          legendTitle: "quantiles of units")
      },
      data: history.gates.enumerated().flatMap { index, gate in
        QuantileBands.dataBlock(
          "$gate_\(index)",
          gate.values.enumerated().map { (x: $0.offset + 1, values: $0.element.sorted()) })
      })
  }
}
