public import JacobianSpectra
import RealModule
import RecurrentCells

/// What a person wants to know first of one series of a trace, at its last step.
public struct SeriesSummary: Sendable, Equatable {
  /// Which derivative.
  public let series: TraceRequest.Series
  /// The last step of the series.
  public private(set) var step: QuantileRow.Step
  /// The largest ln σ₁; nil where none is known.
  public private(set) var peak: Point?
  /// The known ln σ₁ of the largest lag; nil where none is known.
  public private(set) var last: Point?
  /// By threshold 1e-3, 1e-6: the lag from which on σ₁ stays below.
  public var horizons: [Horizon] { searches.map(\.horizon) }
  /// By threshold.
  private var searches: [Horizon.Search]

  /// The thresholds of ``horizons``.
  public static let thresholds = [1e-3, 1e-6]

  /// ln σ₁ at a lag.
  public struct Point: Sendable, Equatable {
    /// ln σ₁, in nats.
    public let logNorm: Double
    /// k.
    public let lag: Int
  }

  /// What a summary looks at in a row.
  struct Row {
    let series: TraceRequest.Series
    let step: QuantileRow.Step
    let lag: Int
    /// nil where it is not known.
    let logNorm: Double?
  }

  init(first row: Row) {
    series = row.series
    step = row.step
    searches = Self.thresholds.map { _ in .init() }
    take(row)
  }

  /// Rows come by step, then lag; a later step starts afresh.
  mutating func take(_ row: Row) {
    if row.step != step {
      self = SeriesSummary(first: row)
      return
    }
    for (index, threshold) in Self.thresholds.enumerated() {
      searches[index].take(row.lag, isBelow: row.logNorm.map { $0 < .log(threshold) })
    }
    guard let logNorm = row.logNorm else { return }
    let point = Point(logNorm: logNorm, lag: row.lag)
    if peak == nil || logNorm > peak!.logNorm { peak = point }
    last = point
  }

  /// The headings of ``place(among:)``.
  static let placeColumns: [(String, TextTable.Alignment)] = [
    ("quantity", .left), ("edges", .left), ("step", .right),
  ]

  /// What was measured, for a table.
  func place(among cellEdges: EdgeSet) -> [String] {
    [series.quantity.rawValue, series.edges.name(among: cellEdges), "\(step)"]
  }

  /// The headings of ``cells``, short: the table of a plain trace has room in 80 columns.
  static let columns: [(String, TextTable.Alignment)] = [
    ("max σ₁", .right), ("lag", .right), ("last σ₁", .right), ("lag", .right),
    ("< 1e-3", .right), ("< 1e-6", .right),
  ]

  /// The numbers for a table.
  var cells: [String] {
    Self.cells(peak) + Self.cells(last) + horizons.map(\.cell)
  }

  private static func cells(_ point: Point?) -> [String] {
    guard let point else { return ["-", "-"] }
    return [ScientificNumber.text(exp: point.logNorm), "\(point.lag)"]
  }
}

extension SeriesSummary.Row {
  init(_ row: TraceRow) {
    self.init(
      series: row.series, step: .number(row.step), lag: row.lag, logNorm: row.largestLog)
  }

  init(_ row: QuantileRow) {
    self.init(series: row.series, step: row.step, lag: row.lag, logNorm: row.largestLog)
  }
}
