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

  /// - Throws: `ModelFileError` if the file cannot be read or is no trace.
  init(contentsOf path: String) throws(ModelFileError) {
    var header: [String] = []
    var places: [String] = []
    var rows = (count: 0, hasNorms: false, steps: Set<String>(), lags: Set<String>())
    try CSVRecords.forEach(of: path) { fields, _ in
      if header.isEmpty {
        header = fields
        places =
          [TraceRow.placeColumns, QuantileRow.placeColumns].first { fields.starts(with: $0) } ?? []
      } else if fields.count > places.count, let step = places.firstIndex(of: "step"),
        let lag = places.firstIndex(of: "lag")
      {
        rows.count += 1
        rows.steps.insert(fields[step])
        rows.lags.insert(fields[lag])
        if !fields[places.count].isEmpty { rows.hasNorms = true }
      }
    }
    func columns(_ count: Int) -> [String] {
      places + TraceColumns(singularValueCount: count).names
    }
    singularValueCount = max(0, header.count - columns(0).count)
    guard !places.isEmpty, header == columns(singularValueCount), rows.count > 0
    else {
      let shown = header.prefix(4).joined(separator: ",")
      throw ModelFileError(
        .malformedText, path: path, expected: "a trace, quantity,edges,step,lag,… and rows",
        found: header.isEmpty
          ? "nothing" : places.isEmpty ? String(shown.prefix(60)) : "no rows",
        remedy: "Write one with 'rjac trace MODEL INPUTS --csv FILE', or writeCSV(to:) in Swift.")
    }
    hasQuantiles = places == QuantileRow.placeColumns
    hasNorms = rows.hasNorms
    (hasSeveralSteps, hasSeveralLags) = (rows.steps.count > 1, rows.lags.count > 1)
  }
}
