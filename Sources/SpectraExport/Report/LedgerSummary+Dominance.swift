import JacobianSpectra
import RecurrentCells

extension LedgerSummary {
  /// For each quantity the edge with the largest share, by ranges of the lags that were looked at: those where it is the
  /// same, or, where it changes often, some of growing length and the means over them.
  var dominanceSentences: [String] {
    series.map { rows in
      let runs = Self.runs(of: rows)
      let areFew = runs.count <= Self.fewRuns
      let words =
        areFew
        ? runs.map { "\($0.edge) at \(Self.lags($0.first, $0.last))" } : Self.means(of: rows)
      let subject = "\(rows[0].quantity.rawValue), step \(rows[0].step)"
      return words.isEmpty
        ? "\(subject): no shares of σ₁, which is zero or not known at every lag."
        : "\(subject), the largest share of σ₁\(areFew ? "" : " on average"):"
          + " \(words.joined(separator: ", "))."
    }
  }

  /// More of them nobody reads.
  private static let fewRuns = 5

  /// The edge with the largest share, by neighbouring rows that have the same.
  private static func runs(of rows: [LedgerRow]) -> [(edge: String, first: Int, last: Int)] {
    var runs: [(edge: String, first: Int, last: Int)] = []
    for row in rows {
      guard let edge = largest(Self.shares(of: row))?.edge else { continue }
      if runs.last?.edge == edge {
        runs[runs.count - 1].last = row.lag
      } else {
        runs.append((edge, row.lag, row.lag))
      }
    }
    return runs
  }

  /// The largest mean share of lags 1 to 3, 4 to 10, 11 to 30, 31 to 100, …
  private static func means(of rows: [LedgerRow]) -> [String] {
    var words: [String] = []
    var (first, upper, next) = (1, 3, 10)
    while let last = rows.last?.lag, first <= last {
      let shares = rows.filter { (first...upper).contains($0.lag) }.map(Self.shares)
      let known = shares.filter { $0.count == shares.map(\.count).max() }
      let means = (known.first ?? []).indices.map { index in
        (
          edge: known[0][index].edge,
          share: known.reduce(0) { $0 + $1[index].share } / Double(known.count)
        )
      }
      if let largest = largest(means) {
        words.append("\(largest.edge) \(text(largest.share)) at \(lags(first, min(upper, last)))")
      }
      (first, upper, next) = (upper + 1, next, 10 * upper)
    }
    return words
  }

  private static func lags(_ first: Int, _ last: Int) -> String {
    first == last ? "lag \(first)" : "lags \(first) to \(last)"
  }

  /// Those of the edges that are known.
  private static func shares(of row: LedgerRow) -> [(edge: String, share: Double)] {
    row.entries.filter(\.part.isEdge).compactMap { entry in
      entry.share.map { (entry.part.name, $0) }
    }
  }

  private static func largest(
    _ shares: [(edge: String, share: Double)]
  ) -> (edge: String, share: Double)? { shares.max { $0.share < $1.share } }
}
