public import JacobianSpectra
import RecurrentCells

/// What a person wants to see of a ledger: its last step, taken as the rows come.
public struct LedgerSummary: Sendable, Equatable {
  /// Rows of the last step of one quantity, by lag.
  private(set) var series: [[LedgerRow]] = []
  /// The largest distance of a sum of shares from 1, over all rows; nil where none has shares.
  public private(set) var largestClosureError: Double?

  public init() {}

  /// The summary of all rows of `ledger`.
  public init(of ledger: Ledger) { for row in ledger.rows { take(row) } }

  /// The part of `request` that ``table`` shows, which takes fewer decompositions.
  public static func shown(of request: LedgerRequest) -> LedgerRequest {
    var shown = request
    shown.steps = request.steps.suffix(1)
    let lags = request.lags.filter { $0 <= request.steps.last ?? 0 }
    // Of two last ones some quantities have the first alone.
    shown.lags = lags.filter(RoundNumber.isRound) + lags.suffix(2)
    return shown.lags.isEmpty ? request : shown
  }

  /// Takes the next row of the ledger.
  public mutating func take(_ row: LedgerRow) {
    largestClosureError = [largestClosureError, row.closureError].compactMap(\.self).max()
    if let last = series.last?.last, last.quantity == row.quantity {
      if last.step == row.step {
        series[series.count - 1].append(row)
      } else {
        series[series.count - 1] = [row]
      }
    } else {
      series.append([row])
    }
  }

  /// Tables for people: shares by edge and by hops, at a few lags of each quantity.
  public var table: String {
    let tables = panels.map { panel in
      var table = TextTable(
        [("lag", .right), ("σ₁", .right)] + panel.parts.map { ($0.name, .right) })
      for row in Self.someOf(panel.rows) {
        table.append(
          ["\(row.lag)", row.logSpectralNorm.map(ScientificNumber.text(exp:)) ?? "-"]
            + row.entries.filter { panel.parts.contains($0.part) }
            .map { $0.share.map(Self.text) ?? "-" })
      }
      return "\(panel.title)\n\n\(table.text)"
    }.joined(separator: "\n\n")
    guard let error = largestClosureError else {
      return "No shares of σ₁, which is zero or not known in every row.\n\n\(tables)"
    }
    return """
      Shares of σ₁: of the edges together 1, of the hops together 1.

      \(tables)

      The edges sum to 1 within \(ScientificNumber.text(error)).
      """
  }

  /// A picture of the shares over the lag.
  public var chart: ShareChart {
    ShareChart(title: "Which paths carry the gradient", panels: panels)
  }

  /// Those of each quantity by edge and by hops.
  private var panels: [ShareChart.Panel] {
    series.flatMap { rows in
      let parts = rows[0].entries.map(\.part)
      let title = "\(rows[0].quantity.rawValue), step \(rows[0].step)"
      return [("by edge", parts.filter(\.isEdge)), ("by hops", parts.filter { !$0.isEdge })]
        .filter { !$0.1.isEmpty }
        .map { ShareChart.Panel(title: "\(title): \($0.0)", parts: $0.1, rows: rows) }
    }
  }

  /// The rows at lags 1, 2, 5, 10, 20, 50, … and the last.
  private static func someOf(_ rows: [LedgerRow]) -> [LedgerRow] {
    rows.enumerated().filter { index, row in
      index == rows.count - 1 || RoundNumber.isRound(row.lag)
    }.map(\.element)
  }

  /// Three decimals, or where parts cancel by so much that nobody reads them, powers of ten.
  static func text(_ share: Double) -> String {
    guard share.magnitude < 1e6 else {
      return ScientificNumber.text(signed: share)
    }
    let thousandths = Int((share.magnitude * 1000).rounded())
    let decimals = "\(thousandths % 1000)"
    return (share < 0 && thousandths > 0 ? "-" : "") + "\(thousandths / 1000)."
      + String(repeating: "0", count: 3 - decimals.count) + decimals
  }
}
