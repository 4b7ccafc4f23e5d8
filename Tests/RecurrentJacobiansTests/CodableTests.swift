import Foundation
import RecurrentJacobians
import Testing

/// What a run returns can be made anew, for tests of functions that take it, and goes through JSON unchanged.
@Suite struct CodableTests {
  private func expectSame<Value: Codable & Equatable>(
    _ value: Value, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let encoder = JSONEncoder()
    #expect(throws: EncodingError.self, sourceLocation: sourceLocation) {
      try encoder.encode(value)
    }
    let (infinity, negative, nan) = ("inf", "-inf", "nan")
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: infinity, negativeInfinity: negative, nan: nan)
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: infinity, negativeInfinity: negative, nan: nan)
    let decoded = try decoder.decode(Value.self, from: encoder.encode(value))
    #expect(decoded == value, sourceLocation: sourceLocation)
  }

  @Test func traces() throws {
    let row = TraceRow(
      quantity: .cell, edges: [.carry, .readout], step: 9, lag: 4, logSpectralNorm: 0.5,
      normErrorBound: 1e-12, logSingularValues: [0.5, -.infinity], errorBounds: [1e-12, 0])
    #expect(row.resolvedLogSingularValues == [0.5, -.infinity])
    try expectSame(Trace(rows: [row], cellEdges: [.carry, .readout, .forgetGate]))
    try expectSame(LogSpectrum([-1, -.infinity], errorBounds: [1e-12, .infinity]))
  }

  @Test func quantiles() throws {
    let rows = [QuantileRow.Step.end, .number(3)].map {
      QuantileRow(
        quantile: 0.5, series: .init(.hidden), step: $0, lag: 2, sequenceCount: 7,
        logSingularValues: [-.infinity, nil])
    }
    try expectSame(rows)
  }

  @Test func ledgers() throws {
    let parts: [LedgerPart] = [.edge(.carry), .hops(0), .hopsBeyond(0)]
    let row = LedgerRow(
      quantity: .hidden, step: 9, lag: 4, logSpectralNorm: -2,
      entries: parts.map { .init(part: $0, logNorm: -.infinity, share: nil) })
    try expectSame(Ledger(rows: [row], parts: parts))
  }

  @Test func sensitivities() throws {
    let blocks = [
      ParameterBlock(name: "bias", rows: 0..<3, factor: .one),
      ParameterBlock(
        name: "weight_hr", rows: 0..<2, factor: .gatedCell(gate: "o"), form: .diagonal),
    ]
    try expectSame(
      Sensitivity(rows: [.init(step: 9, lag: 0, logNorms: [-.infinity, nil])], blocks: blocks))
  }

  @Test func lyapunovSpectra() throws {
    try expectSame(
      LyapunovSpectrum(
        exponents: [-0.25, -.infinity], standardErrors: [0.01, nil], drifts: [0.02, nil],
        roundingErrors: [1e-15, 0], stateCount: 2, stepCount: 90, discardedStepCount: 10,
        edges: .carousel))
  }
}
