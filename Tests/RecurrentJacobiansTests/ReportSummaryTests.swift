import JacobianSpectra
import RecurrentCells
import Testing

@testable import SpectraExport

/// What a report says of series, from rows whose measures are known.
@Suite struct ReportSummaryTests {
  private func row(
    step: Int = 20, lag: Int, _ logs: [Double], errors: [Double] = [0, 0, 0]
  ) -> TraceRow {
    TraceRow(
      quantity: .hidden, edges: .recurrent, step: step, lag: lag, logSingularValues: logs,
      errorBounds: errors)
  }

  @Test func directionsThatAreKept() throws {
    let rows = [
      row(step: 10, lag: 1, [1, 1, 1]), row(lag: 1, [0.5, -6.8, -7]), row(lag: 2, [0, 0, 0]),
      row(lag: 10, [0, -1, -2], errors: [0, 0, .infinity]),
      row(lag: 20, [-8, -.infinity, -.infinity]),
    ]
    let series = try #require(
      ReportSummary(of: [Trace(rows: rows, cellEdges: .recurrent)]).series.first)
    #expect(
      series.directions == [
        .init(lag: 1, kept: 2, count: 3), .init(lag: 10, kept: 2, count: 3),
      ])
    #expect(
      series.directionSentence
        == "hidden: of 3 directions more than 10⁻³ is kept in 2 at lag 1, 2 at lag 10, by σ of the last step."
    )
    #expect(series.longestLagStepCount == 1)
    #expect(series.horizonSentence.contains("over 2 steps t (1 at lag 20)"))
    #expect(series.explosionSentence.hasSuffix("the largest is 2.72, step 10, lag 1."))
  }

  @Test func howFastTheyGrow() throws {
    let rows = [row(lag: 1, [0.5, 0, 0]), row(lag: 20, [10, 0, 0])]
    let series = try #require(
      ReportSummary(of: [Trace(rows: rows, cellEdges: .recurrent)]).series.first)
    #expect(series.explosionSentence.hasSuffix("step 20, lag 20, 0.500 nats a step."))
  }

  @Test func normsAlone() throws {
    let rows = [1, 10].map {
      TraceRow(
        quantity: .hidden, edges: .recurrent, step: 20, lag: $0, logSpectralNorm: 0,
        normErrorBound: 0)
    }
    let series = ReportSummary(of: [Trace(rows: rows, cellEdges: .recurrent)]).series
    #expect(series.first?.directions == [] && series.first?.directionSentence == nil)
  }
}
