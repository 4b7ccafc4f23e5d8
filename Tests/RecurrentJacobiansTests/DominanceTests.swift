import JacobianSpectra
import RecurrentCells
import Testing

@testable import SpectraExport

/// Which edge has the largest share, in words.
@Suite struct DominanceTests {
  private func sentence(_ shares: [(lag: Int, carry: Double?)]) -> String {
    let rows = shares.map { lag, carry in
      LedgerRow(
        quantity: .cell, step: 50, lag: lag, logSpectralNorm: 0,
        entries: [
          .init(part: .edge(.carry), logNorm: 0, share: carry),
          .init(part: .edge(.outputGate), logNorm: 0, share: carry.map { 1 - $0 }),
        ])
    }
    var summary = LedgerSummary()
    for row in rows { summary.take(row) }
    return summary.dominanceSentences.joined()
  }

  @Test func byRuns() {
    #expect(
      sentence([(1, 0.9), (2, 0.8), (3, 0.2), (5, 0.7)])
        == "cell, step 50, the largest share of σ₁: carry at lags 1 to 2, outputGate at lag 3, carry at lag 5."
    )
    #expect(sentence([(1, nil)]).contains("no shares of σ₁"))
  }

  /// Where it changes with every lag, means over lags 1 to 3, 4 to 10, 11 to 30 and 31 to the last.
  @Test func byMeans() {
    let shares = (1...40).map { lag in
      (lag: lag, carry: (lag % 2 == 0 ? 0.9 : 0.25) - (lag > 10 ? 0.2 : 0) as Double?)
    }
    #expect(
      sentence(shares)
        == "cell, step 50, the largest share of σ₁ on average: outputGate 0.533 at lags 1 to 3,"
        + " carry 0.621 at lags 4 to 10, outputGate 0.625 at lags 11 to 30,"
        + " outputGate 0.625 at lags 31 to 40.")
  }
}
