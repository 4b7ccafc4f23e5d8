public import JacobianSpectra

extension LyapunovSpectrum {
  /// A picture of the exponents over their index.
  ///
  /// - Parameter title: What stands over it.
  public func chart(title: String) -> LineChart {
    let resolved = exponents.indices.filter(isResolved)
    return LineChart(
      title: title,
      panels: [
        .init(
          title: "mean over \(stepCount) steps", xLabel: "index i",
          yLabel: "λ_i per step (\(LineChart.unit(of: resolved.map { exponents[$0] })))",
          lines: [.init("", resolved.map { (x: Double($0 + 1), y: exponents[$0]) })])
      ])
  }
}
