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
  func show() {
    if let bound {
      StandardError.write("every ln σ is right to \(ScientificNumber.text(bound))\n")
    }
    if unresolvedCount > 0 {
      StandardError.write(
        "\(unresolvedCount) singular values are rounding noise of the weights as stored;"
          + " files leave them empty\n")
    }
  }
}
