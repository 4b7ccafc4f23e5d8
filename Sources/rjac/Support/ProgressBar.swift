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
    let filled = percent * 40 / 100
    let bar = String(repeating: "█", count: filled) + String(repeating: "·", count: 40 - filled)
    StandardError.write("\r\(bar) \(percent) % of \(whole)")
  }

  /// Clears the line.
  func finish() {
    if shownPercent >= 0 { StandardError.clearLine() }
  }
}
