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

  private func load<Entry: Decodable>(_ fixture: String) throws -> [Entry] {
    let data = try Data(contentsOf: URL(fileURLWithPath: Fixture.path("products/\(fixture).json")))
    return try JSONDecoder().decode([Entry].self, from: data)
  }

  private func chains(_ fixture: String) throws -> [Chain] { try load(fixture) }

  /// What is said to be known is so, within what its bound allows.
  ///
  /// - Returns: How many values that are.
  private func countKnown(
    in spectrum: LogSpectrum, truths: [Double?], _ place: String,
    within allowed: (_ bound: Double) -> Double
  ) -> Int {
    #expect(spectrum.logSingularValues.count == truths.count)
    var known = 0
    for (i, truth) in truths.enumerated() where spectrum.isResolved(i) {
      known += 1
      let value = spectrum.logSingularValues[i]
      #expect(
        value == truth ?? -.infinity
          || abs(value - (truth ?? .infinity)) <= allowed(spectrum.errorBounds[i]),
        "\(place), value \(i)")
    }
    return known
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
        all += reference.logSingularValues.count
        known += countKnown(
          in: row.spectrum, truths: reference.logSingularValues, "chain \(place), lag \(row.lag)"
        ) { max($0, promised) }
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
        _ = countKnown(
          in: try panel.spectrum(), truths: reference.logSingularValues,
          "chain \(place), lag \(reference.lag)"
        ) { max($0, promised) }
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
    let slides: [Slide] = try load("searched_slides")
    for (place, slide) in slides.enumerated() {
      let sequence = DenseSequence(slide.factors.map { Matrix($0) })
      let request = TraceRequest(
        series: [.init(.hidden)], steps: slide.lag...sequence.stepCount,
        lags: slide.lag...slide.lag, measures: .sigma)
      let rows = try sequence.trace(request).rows
      #expect(rows.count == slide.logSingularValues.count)
      var known = 0
      for (row, truths) in zip(rows, slide.logSingularValues) {
        known += countKnown(in: row.spectrum, truths: truths, "chain \(place), step \(row.step)") {
          $0 + 1e-13
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
        steps: DenseSequence(factors.map { Matrix($0) }),
        sources: sources.map { $0.map { Matrix($0) } },
        rows: rows[0]..<rows[0] + rows[1])
    }
  }

  private enum Way: CaseIterable { case together, alone, panel }

  @Test(arguments: Way.allCases) private func partsOfTheState(way: Way) throws {
    let parts: [Part] = try load("searched_parts")
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
        known += countKnown(
          in: spectrum, truths: reference.logSingularValues, "part \(place), lag \(reference.lag)"
        ) { $0 + 1e-13 }
      }
      #expect(5 * known > 3 * part.references.flatMap(\.logSingularValues).count)
    }
  }
}

extension TraceRow {
  fileprivate var spectrum: LogSpectrum {
    LogSpectrum(logSingularValues, errorBounds: errorBounds)
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
    return rows.map(\.spectrum)
  }

  fileprivate func panelSpectrum(lag: Int) throws -> LogSpectrum {
    let source = sources[stepCount - lag]!
    var panel = try GradedPanel<Double>(columns: .identity(source.columnCount))
    try panel.push(source)
    for factor in steps.factors.suffix(lag) { try panel.push(factor) }
    try panel.push(target(of: quantity).denseMatrix().transposed())
    return try panel.spectrum()
  }
}
