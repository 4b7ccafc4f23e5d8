import JacobianSpectra
import RecurrentCells

extension LedgerSummary {
  /// For each quantity the edge with the largest share, by ranges of the lags that were looked at.
  var dominanceSentences: [String] {
    series.map { rows in
      var runs: [(edge: String, first: Int, last: Int)] = []
      for row in rows {
        guard let edge = Self.dominant(row) else { continue }
        if runs.last?.edge == edge {
          runs[runs.count - 1].last = row.lag
        } else {
          runs.append((edge, row.lag, row.lag))
        }
      }
      let words = runs.map { run in
        run.first == run.last
          ? "\(run.edge) at lag \(run.first)" : "\(run.edge) at lags \(run.first) to \(run.last)"
      }
      let subject = "\(rows[0].quantity.rawValue), step \(rows[0].step)"
      return words.isEmpty
        ? "\(subject): no shares of σ₁, which is zero or not known at every lag."
        : "\(subject), the largest share of σ₁: \(words.joined(separator: ", "))."
    }
  }

  private static func dominant(_ row: LedgerRow) -> String? {
    row.entries.filter { $0.part.isEdge && $0.share != nil }
      .max { $0.share! < $1.share! }?.part.name
  }
}
