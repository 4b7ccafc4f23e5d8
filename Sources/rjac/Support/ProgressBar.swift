import RecurrentJacobians

/// A bar on standard error that shows how far a computation has come; silent where that is no terminal.
struct ProgressBar {
  private let isShown = StandardError.isTerminal
  private var shownPercent = -1

  mutating func show(_ progress: TraceProgress, of things: String = "Jacobians") {
    show(
      Double(progress.completed) / Double(max(progress.total, 1)), of: "\(progress.total) \(things)"
    )
  }

  /// Shows how far a batch has come, with one of its sequences in progress.
  mutating func show(_ progress: TraceProgress, ofSequence index: Int, of count: Int) {
    let part = Double(progress.completed) / Double(max(progress.total, 1))
    show((Double(index) + part) / Double(count), of: "\(count) sequences")
  }

  private mutating func show(_ share: Double, of whole: String) {
    guard isShown else { return }
    let percent = Int(100 * share)
    guard percent != shownPercent else { return }
    shownPercent = percent
    let words = " \(percent) % of \(whole)"
    // A line that filled the last column would not be taken back whole.
    let room = StandardError.columnCount - 1
    let length = min(40, max(room - words.count, 0))
    let filled = percent * length / 100
    let bar =
      String(repeating: "█", count: filled) + String(repeating: "·", count: length - filled)
    StandardError.write("\r" + (bar + words).prefix(room))
  }

  /// Clears the line.
  func finish() {
    if shownPercent >= 0 { StandardError.clearLine() }
  }
}
