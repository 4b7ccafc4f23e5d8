import JacobianSpectra
import ModelFiles

/// What the CSV of a trace holds.
struct TraceContents {
  /// Whether rows are quantiles over a batch of sequences.
  let hasQuantiles: Bool
  let singularValueCount: Int
  let hasNorms: Bool
  let hasSeveralSteps: Bool
  let hasSeveralLags: Bool

  private static let remedy =
    "Write one with 'rjac trace MODEL INPUTS --csv FILE', or writeCSV(to:) in Swift."

  /// - Throws: `ModelFileError` if the file cannot be read, is of another format or no trace; where it was cut off `.wrongShape` for a row
  ///   of another length than the header, `.truncated` for a last line that is not ended.
  init(contentsOf path: String) throws(ModelFileError) {
    if let format = try? FileFormat.detect(path), format != .csv {
      throw ModelFileError(
        .unknownFormat, path: path, expected: "the CSV of a trace", found: format.words,
        remedy: Self.remedy)
    }
    var header: [String] = []
    var places: [String] = []
    var rows = (count: 0, hasNorms: false, steps: Set<String>(), lags: Set<String>())
    var ragged: (line: Int, fieldCount: Int)?
    var lastLine = 0
    let isEnded = try CSVRecords.forEach(of: path) { fields, line in
      lastLine = line
      if header.isEmpty {
        header = fields
        places =
          [TraceRow.placeColumns, QuantileRow.placeColumns].first { fields.starts(with: $0) } ?? []
      } else if fields == [""] {
        // An empty line, which pandas passes over as well.
        return
      } else if fields.count != header.count {
        ragged = ragged ?? (line, fields.count)
      } else if let step = places.firstIndex(of: "step"),
        let lag = places.firstIndex(of: "lag")
      {
        rows.count += 1
        rows.steps.insert(fields[step])
        rows.lags.insert(fields[lag])
        if fields.count > places.count, !fields[places.count].isEmpty { rows.hasNorms = true }
      }
    }
    func columns(_ count: Int) -> [String] {
      places + TraceColumns(singularValueCount: count).names
    }
    singularValueCount = max(0, header.count - columns(0).count)
    let isTrace = !places.isEmpty && header == columns(singularValueCount)
    if isTrace, let ragged {
      throw ModelFileError(
        .wrongShape, path: path, expected: "\(header.count) fields as in the first line",
        found: "\(ragged.fieldCount) in line \(ragged.line)",
        remedy: "The file is cut short or damaged. \(Self.remedy)")
    }
    guard isTrace, rows.count > 0 else {
      let shown = header.prefix(4).joined(separator: ",")
      throw ModelFileError(
        .malformedText, path: path, expected: "a trace, quantity,edges,step,lag,… and rows",
        found: header.isEmpty
          ? "nothing" : places.isEmpty ? String(shown.prefix(60)) : "no rows",
        remedy: Self.remedy)
    }
    guard isEnded else {
      throw ModelFileError(
        .truncated, path: path,
        expected: "an end of line behind the last row, as behind every other",
        found: "none in line \(lastLine)",
        remedy: "A field of it may be cut short. \(Self.remedy)")
    }
    hasQuantiles = places == QuantileRow.placeColumns
    hasNorms = rows.hasNorms
    (hasSeveralSteps, hasSeveralLags) = (rows.steps.count > 1, rows.lags.count > 1)
  }
}
