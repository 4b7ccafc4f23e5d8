import RecurrentJacobians

/// What the singular values of rows, or their norms, are right to, taken as the rows come.
struct Accuracy {
  private(set) var rowCount = 0
  /// The largest bound; nil if there are neither.
  private(set) var bound: Double?
  /// Singular values, or norms without them, that are rounding noise.
  private(set) var unresolvedCount = 0

  mutating func take(_ row: TraceRow) {
    rowCount += 1
    bound = [bound, row.largestErrorBound].compactMap { $0 }.max()
    unresolvedCount += row.unresolvedCount
  }

  /// Says it on standard error.
  func show(_ precision: Precision = .double) {
    if unresolvedCount > 0 {
      let reason =
        switch precision {
        case .double: "rounding noise by their bounds"
        case .single: "rounding noise of single precision (--precision double resolves more)"
        }
      StandardError.write(
        "\(unresolvedCount) singular \(unresolvedCount == 1 ? "value is" : "values are") \(reason);"
          + " files leave them empty\n")
    }
    if let bound {
      StandardError.write(
        "every \(unresolvedCount > 0 ? "other " : "")ln σ is right to"
          + " \(ScientificNumber.text(bound))\n")
    }
  }
}
