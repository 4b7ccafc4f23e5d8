import RealModule
import RecurrentJacobians
import Testing

/// What follows from given exponents.
@Suite struct LyapunovSpectrumTests {
  private func spectrum(
    _ exponents: [Double], of stateCount: Int? = nil, noiseFrom noise: Int = .max,
    standardError: Double = 0.001, drift: Double? = nil
  ) -> LyapunovSpectrum {
    LyapunovSpectrum(
      exponents: exponents,
      standardErrors: exponents.map { $0.isFinite ? standardError : nil },
      drifts: exponents.map { _ in drift },
      roundingErrors: exponents.indices.map { $0 < noise ? 1e-15 : .infinity },
      stateCount: stateCount ?? exponents.count, stepCount: 100, discardedStepCount: 10)
  }

  /// Published pairs of spectra and dimensions (Hénon's map, the Lorenz system), a stable network, and edges.
  private static let dimensions: [(exponents: [Double], dimension: Double)] = [
    ([0.4209, -1.6248], 1.25905), ([0.9056, 0, -14.5723], 2.06215), ([-0.1, -2, -3], 0),
    ([0.5, 0.25, -0.25], 3), ([0, 0], 2), ([0.5, -.infinity, -.infinity], 1),
    // In another order the sums are the same.
    ([0, 0.9056, -14.5723], 2.06215),
  ]

  @Test(arguments: dimensions)
  func kaplanYorkeDimension(exponents: [Double], dimension: Double) throws {
    let found = try #require(spectrum(exponents).kaplanYorkeDimension)
    #expect((found - dimension).magnitude <= 1e-5)
  }

  @Test func whatIsMissing() {
    #expect(spectrum([0.5, 0.1], of: 5).kaplanYorkeDimension == nil)
    #expect(spectrum([0.5, 0.1], of: 5).entropy == nil)
    #expect(spectrum([0.5, -1], of: 5).kaplanYorkeDimension == 1.5)
    #expect(spectrum([0.5, -1], of: 5).entropy == 0.5)
    #expect(spectrum([0.5, -0.25, -9], noiseFrom: 2).kaplanYorkeDimension == nil)
    #expect(spectrum([0.5, -0.25, -9], noiseFrom: 2).sum == nil)
    #expect(spectrum([0.5, -0.25, -9], noiseFrom: 2).entropy == 0.5)
    #expect(spectrum([-9], noiseFrom: 0).largestIndex == nil)
    #expect(spectrum([-9], noiseFrom: 0).regime == nil)
  }

  private static let regimes: [(exponents: [Double], regime: LyapunovSpectrum.Regime)] = [
    ([-0.1, -0.2], .contracting), ([0.1, -0.2], .chaotic), ([0.0015, -1], .marginal),
    ([-0.0015, -1], .marginal), ([-.infinity], .contracting), ([-0.2, 0.1], .chaotic),
  ]

  @Test(arguments: regimes)
  func regime(exponents: [Double], regime: LyapunovSpectrum.Regime) {
    #expect(spectrum(exponents).regime == regime)
  }

  private static let doubts:
    [(exponent: Double, drift: Double, stateCount: Int, doubt: LyapunovSpectrum.Doubt?)] = [
      (0.0015, 0, 1, .withinErrors), (0.04, 0, 2, nil), (-0.04, 0, 2, nil),
      (0.04, -0.039, 2, .transient), (0.04, 0.1, 2, .transient), (-0.04, 0.039, 2, .transient),
      (0.04, -0.037, 2, nil),
      // 4 nats, beside ln 54 and ln 55.
      (0.04, 0, 54, nil), (0.04, 0, 55, .littleGrowth), (-0.04, 0, 55, nil),
    ]

  @Test(arguments: doubts)
  func doubt(
    exponent: Double, drift: Double, stateCount: Int, doubt: LyapunovSpectrum.Doubt?
  ) {
    let spectrum = spectrum([exponent], of: stateCount, drift: drift)
    #expect(spectrum.doubt == doubt)
    #expect((spectrum.regime == .marginal) == (doubt != nil))
    let words: [LyapunovSpectrum.Doubt: String] = [
      .withinErrors: "within two standard errors", .transient: "it drifts by as much as it is",
      .littleGrowth: "growth by 4.00 nats in all the steps",
    ]
    for (other, words) in words {
      #expect(spectrum.summary.contains(words) == (other == doubt))
    }
  }

  @Test func aTableForPeople() {
    let exponents = (0..<60).map { -0.01 * Double($0 + 1) }
    let text = spectrum(exponents).summary
    let lines = text.split(separator: "\n")
    #expect(lines[0].contains("steps 11 to 110"))
    // Ten, 20, 50 and the last.
    #expect(lines.count { $0.contains("0.00100  ") } == 13)
    #expect(text.contains("λ_1: -0.0100 ± 0.00100, contracting: a small change of the state fades"))
    #expect(text.contains("in 100 steps"))
    #expect(text.contains("sum of all 60: -18.3 nats per step"))
    #expect(text.contains("Kaplan-Yorke dimension: 0 of 60"))
    #expect(spectrum([0.5, 0.1], of: 5).summary.contains("dimension: not known of 5") == true)
    #expect(spectrum([-.infinity]).summary.contains("gone exactly"))
    #expect(spectrum([0.5, -1]).summary.contains("chaotic: a small change of the state grows"))
    #expect(spectrum([0.0005, -1]).summary.contains("marginal: zero within two standard errors"))
  }

  @Test func theChartLeavesOutWhatIsNotKnown() {
    let chart = spectrum([0.5, -1, -.infinity, -9], noiseFrom: 3).chart(title: "")
    let points = chart.panels[0].lines[0].points
    #expect(points.map(\.x) == [1, 2, 3, 4])
    #expect(points.map(\.y.isNaN) == [false, false, false, true])
    #expect(chart.panels[0].yLabel.contains("zeros left out"))
  }
}
