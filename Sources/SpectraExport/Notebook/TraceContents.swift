import JacobianSpectra
import ModelFiles

/// What the CSV of a trace holds.
struct TraceContents {
  private(set) var singularValueCount = 0
  private(set) var hasNorms = false
  private var steps: Set<String> = []
  private var lags: Set<String> = []

  var hasSeveralSteps: Bool { steps.count > 1 }
  var hasSeveralLags: Bool { lags.count > 1 }

  /// - Throws: `ModelFileError` if the file cannot be read or is no trace.
  init(contentsOf path: String) throws(ModelFileError) {
    var header: [String] = []
    var rows = (count: 0, hasNorms: false, steps: Set<String>(), lags: Set<String>())
    try CSVRecords.forEach(of: path) { fields, _ in
      if header.isEmpty {
        header = fields
      } else if fields.count > 4 {
        rows.count += 1
        rows.steps.insert(fields[2])
        rows.lags.insert(fields[3])
        if !fields[4].isEmpty { rows.hasNorms = true }
      }
    }
    func columns(_ count: Int) -> [String] {
      TraceRow.placeColumns + TraceColumns(singularValueCount: count).names
    }
    singularValueCount = max(0, header.count - columns(0).count)
    guard header == columns(singularValueCount), rows.count > 0
    else {
      let shown = header.prefix(4).joined(separator: ",")
      throw ModelFileError(
        .malformedText, path: path, expected: "a trace, quantity,edges,step,lag,… and rows",
        found: header.isEmpty ? "nothing" : rows.count == 0 ? "no rows" : String(shown.prefix(60)),
        remedy: "Write one with 'rjac trace MODEL INPUTS --csv FILE'.")
    }
    hasNorms = rows.hasNorms
    (steps, lags) = (rows.steps, rows.lags)
  }
}
