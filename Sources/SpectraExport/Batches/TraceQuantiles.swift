public import JacobianSpectra
public import ModelFiles

/// Traces of many sequences, of any lengths, set beside each other: the median and bands of every
/// measure at every step and lag.
///
///     var quantiles = try TraceQuantiles(singularValueCount: 128)
///     for run in runs {
///       try run.forEachTraceRow(of: request(run)) { try quantiles.take($0, step: .end) }
///     }
///     try quantiles.forEachRow { print($0.quantile, $0.lag, $0.logSpectralNorm ?? .nan) }
///
/// Memory is a number for each row taken; what was measured waits on disk.
public struct TraceQuantiles: ~Copyable, Sendable {
  /// The quantiles that are taken: the median, and the bounds of the middle half and of nine tenths.
  public static let levels = [0.05, 0.25, 0.5, 0.75, 0.95]

  private struct Place: Sendable, Hashable {
    let series: TraceRequest.Series
    let step: QuantileRow.Step
    let lag: Int
  }

  private let singularValueCount: Int
  private var series: [TraceRequest.Series] = []
  private var records: [Place: [Int]] = [:]
  private var file: RecordFile

  /// - Parameter singularValueCount: The most singular values that a row will have.
  /// - Throws: `ModelFileError` if there is no room for temporary files.
  public init(singularValueCount: Int) throws(ModelFileError) {
    self.singularValueCount = singularValueCount
    file = try RecordFile(valueCount: 2 + singularValueCount)
  }

  /// Takes a row of one of the sequences.
  ///
  /// - Parameters:
  ///   - row: The row.
  ///   - step: What its step is called in all of them.
  /// - Throws: `ModelFileError` for a full disk.
  public mutating func take(_ row: TraceRow, step: QuantileRow.Step) throws(ModelFileError) {
    let place = Place(series: row.series, step: step, lag: row.lag)
    if !series.contains(row.series) { series.append(row.series) }
    records[place, default: []].append(file.recordCount)
    let values = TraceColumns(singularValueCount: singularValueCount).values(of: row)
    try file.append(values.map { $0 ?? .nan })
  }

  /// Calls `body` with the quantiles of each (series, step, lag), by series as they came, then step,
  /// then lag.
  ///
  /// - Throws: `ModelFileError`, and what `body` throws.
  public func forEachRow(_ body: (QuantileRow) throws -> Void) throws {
    let order = Dictionary(
      uniqueKeysWithValues: series.enumerated().map { ($0.element, $0.offset) })
    let sortedRecords = records.sorted {
      (order[$0.key.series]!, $0.key.step, $0.key.lag)
        < (order[$1.key.series]!, $1.key.step, $1.key.lag)
    }
    for (place, indexes) in sortedRecords {
      var columns = Array(repeating: [Double](), count: file.valueCount)
      for index in indexes {
        for (column, value) in try file.record(at: index).enumerated() {
          columns[column].append(value)
        }
      }
      let sorted = columns.map { column in
        column.contains { $0.isNaN } ? nil : column.sorted()
      }
      for level in Self.levels {
        let values = sorted.map { column in column.map { Quantile.of($0, level) } }
        try body(
          QuantileRow(
            quantile: level, series: place.series, step: place.step, lag: place.lag,
            sequenceCount: indexes.count, logSpectralNorm: values[0],
            logSpectralRadius: values[1], logSingularValues: Array(values[2...])))
      }
    }
  }
}
