public import JacobianSpectra

extension LyapunovSpectrum {
  /// A picture of the exponents over their index.
  ///
  /// - Parameter title: What stands over it.
  public func chart(title: String) -> LineChart {
    let known = exponents.indices.map { isResolved($0) ? exponents[$0] : .nan }
    return LineChart(
      title: title,
      panels: [
        .init(
          title: "mean over \(stepCount) steps\(edges == nil ? "" : ",\(along)")",
          xLabel: "index i",
          yLabel: "λ_i per step (\(LineChart.unit(of: known)))",
          lines: [.init("", known.enumerated().map { (x: Double($0.offset + 1), y: $0.element) })])
      ])
  }
}
