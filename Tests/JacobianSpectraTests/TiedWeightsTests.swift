import Foundation
import RecurrentJacobians
import TestSupport
import Testing

/// Networks of small whole or half weights with saturated units or gates: columns cancel exactly, or to rounding, and what
/// is left of them stands in rows that lie far below. Such rounding is not random, and bounds that take it for that may be
/// exceeded: what is promised holds.
@Suite struct TiedWeightsTests {
  private struct Chain: Decodable {
    struct Reference: Decodable {
      let lag: Int
      /// nil for an exact zero.
      let logSingularValues: [Double?]
    }

    let factors: [[[Double]]]
    let references: [Reference]
  }

  private static let fixtures = ["ties", "gated_ties", "searched_ties"]

  private func chains(_ fixture: String) throws -> [Chain] {
    let data = try Data(contentsOf: URL(fileURLWithPath: Fixture.path("products/\(fixture).json")))
    return try JSONDecoder().decode([Chain].self, from: data)
  }

  /// What is said to be known is so, within its bound; and most is known.
  private func check(
    _ fixture: String, _ rows: (DenseSequence<Double>, [Int]) throws -> [TraceRow]
  ) throws {
    var (known, all) = (0, 0)
    let chains = try chains(fixture)
    #expect(chains.count >= (fixture == "searched_ties" ? 11 : 20))
    for (place, chain) in chains.enumerated() {
      let sequence = DenseSequence(chain.factors.map { Matrix($0) })
      let rows = try rows(sequence, chain.references.map(\.lag))
      #expect(rows.map(\.lag) == chain.references.map(\.lag))
      for (row, reference) in zip(rows, chain.references) {
        #expect(row.logSingularValues.count == reference.logSingularValues.count)
        for (i, truth) in reference.logSingularValues.enumerated() {
          all += 1
          guard row.isResolved(i) else { continue }
          known += 1
          let value = row.logSingularValues[i]
          guard let truth else {
            #expect(value == -.infinity, "chain \(place), lag \(row.lag), value \(i)")
            continue
          }
          #expect(
            abs(value - truth) <= max(row.errorBounds[i], promised),
            "chain \(place), lag \(row.lag), value \(i)")
        }
      }
    }
    #expect(Double(known) >= 0.6 * Double(all))
  }

  @Test(arguments: fixtures) func allLagsOfAStep(fixture: String) throws {
    try check(fixture) { sequence, lags in
      try sequence.trace(.hidden, step: sequence.stepCount, lags: lags, measures: .sigma).rows
    }
  }

  @Test(arguments: fixtures) func pairsAlone(fixture: String) throws {
    try check(fixture) { sequence, lags in
      try lags.flatMap {
        try sequence.trace(.hidden, step: sequence.stepCount, lags: [$0], measures: .sigma).rows
      }
    }
  }

  @Test(arguments: fixtures) func panels(fixture: String) throws {
    for (place, chain) in try chains(fixture).enumerated() {
      for reference in chain.references {
        var panel = try GradedPanel<Double>(columns: .identity(chain.factors[0].count))
        for factor in chain.factors.suffix(reference.lag) { try panel.push(Matrix(factor)) }
        let spectrum = try panel.spectrum()
        for (i, truth) in reference.logSingularValues.enumerated() where spectrum.isResolved(i) {
          let error = abs(spectrum.logSingularValues[i] - (truth ?? -.infinity))
          #expect(
            spectrum.logSingularValues[i] == truth ?? -.infinity
              || error <= max(spectrum.errorBounds[i], promised),
            "chain \(place), lag \(reference.lag), value \(i)")
        }
      }
    }
  }

  /// One lag at every step, which panels are joined for.
  private struct Slide: Decodable {
    let factors: [[[Double]]]
    let lag: Int
    /// By step, from `lag` on; nil for an exact zero.
    let logSingularValues: [[Double?]]
  }

  @Test func oneLagAtEveryStep() throws {
    let path = Fixture.path("products/searched_slides.json")
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    for (place, slide) in try JSONDecoder().decode([Slide].self, from: data).enumerated() {
      let sequence = DenseSequence(slide.factors.map { Matrix($0) })
      let request = TraceRequest(
        series: [.init(.hidden)], steps: slide.lag...sequence.stepCount,
        lags: slide.lag...slide.lag, measures: .sigma)
      let rows = try sequence.trace(request).rows
      #expect(rows.count == slide.logSingularValues.count)
      var known = 0
      for (row, truths) in zip(rows, slide.logSingularValues) {
        for (i, truth) in truths.enumerated() where row.isResolved(i) {
          known += 1
          let value = row.logSingularValues[i]
          #expect(
            value == truth ?? -.infinity
              || abs(value - (truth ?? .infinity)) <= row.errorBounds[i] + 1e-13,
            "chain \(place), step \(row.step), value \(i)")
        }
      }
      #expect(2 * known > slide.logSingularValues.joined().count)
    }
  }

  /// A derivative of some of the state with respect to a variable of its own, by lag.
  private struct Part: Decodable {
    let factors: [[[Double]]]
    /// By state; nil for an output gate at state 0.
    let sources: [[[Double]]?]
    /// The first of the rows that are looked at, and how many they are.
    let rows: [Int]
    let references: [Chain.Reference]

    var sequence: PartSequence<Double> {
      PartSequence(
        factors: factors.map { Matrix($0) }, sources: sources.map { $0.map { Matrix($0) } },
        rows: rows[0]..<rows[0] + rows[1])
    }
  }

  private enum Way: CaseIterable { case together, alone, panel }

  @Test(arguments: Way.allCases) private func partsOfTheState(way: Way) throws {
    let path = Fixture.path("products/searched_parts.json")
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    let parts = try JSONDecoder().decode([Part].self, from: data)
    #expect(parts.count == 8)
    for (place, part) in parts.enumerated() {
      let sequence = part.sequence
      let lags = part.references.map(\.lag)
      let spectra =
        switch way {
        case .together: try sequence.spectra(lags: lags)
        case .alone: try lags.flatMap { try sequence.spectra(lags: [$0]) }
        case .panel: try lags.map { try sequence.panelSpectrum(lag: $0) }
        }
      var known = 0
      for (spectrum, reference) in zip(spectra, part.references) {
        #expect(spectrum.logSingularValues.count == reference.logSingularValues.count)
        for (i, truth) in reference.logSingularValues.enumerated() where spectrum.isResolved(i) {
          known += 1
          let value = spectrum.logSingularValues[i]
          #expect(
            value == truth ?? -.infinity
              || abs(value - (truth ?? .infinity)) <= spectrum.errorBounds[i] + 1e-13,
            "part \(place), lag \(reference.lag), value \(i)")
        }
      }
      #expect(5 * known > 3 * part.references.flatMap(\.logSingularValues).count)
    }
  }
}

extension PartSequence<Double> {
  /// Of the last step.
  fileprivate func spectra(lags: [Int]) throws -> [LogSpectrum] {
    let rows = try trace(
      TraceRequest(
        series: [.init(quantity)], steps: stepCount...stepCount, lags: lags, measures: .sigma)
    ).rows
    #expect(rows.map(\.lag) == lags)
    return rows.map { LogSpectrum($0.logSingularValues, errorBounds: $0.errorBounds) }
  }

  fileprivate func panelSpectrum(lag: Int) throws -> LogSpectrum {
    let source = sources[stepCount - lag]!
    var panel = try GradedPanel<Double>(columns: .identity(source.columnCount))
    try panel.push(source)
    for factor in factors.suffix(lag) { try panel.push(factor) }
    try panel.push(target(of: quantity).denseMatrix().transposed())
    return try panel.spectrum()
  }
}
