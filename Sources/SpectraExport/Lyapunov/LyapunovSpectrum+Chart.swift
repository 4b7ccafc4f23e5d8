public import JacobianSpectra

extension LyapunovSpectrum {
  /// A picture of the exponents over their index, with bands of two standard errors and a line at 0, where changes neither
  /// fade nor grow.
  ///
  /// - Parameter title: What stands over it.
  public func chart(title: String) -> LineChart {
    let known = exponents.indices.map { isResolved($0) ? exponents[$0] : .nan }
    func line(
      _ label: String, _ style: LineChart.Line.Style, shade: Double = 0.5,
      _ value: (Int) -> Double
    ) -> LineChart.Line {
      .init(
        label, known.indices.map { (x: Double($0 + 1), y: value($0)) }, style: style, shade: shade)
    }
    func band(_ sign: Double) -> (Int) -> Double {
      { known[$0] + sign * 2 * (standardErrors[$0] ?? .nan) }
    }
    return LineChart(
      title: title,
      panels: [
        .init(
          title: "mean over \(stepCount) steps\(edges == nil ? "" : ",\(along)")",
          xLabel: "index i",
          yLabel: "λ_i per step (\(LineChart.unit(of: known)))",
          lines: [
            line("λ_i", .solid, shade: 0) { known[$0] },
            line("two standard errors", .dotted, band(1)), line("", .dotted, band(-1)),
            line("0", .dashed, shade: 0.9) { known[$0].isFinite ? 0 : .nan },
          ])
      ])
  }
}
