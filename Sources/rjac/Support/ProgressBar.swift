import RecurrentJacobians

/// A bar on standard error that shows how far a trace has come; silent where that is no terminal.
struct ProgressBar {
  private let isShown = StandardError.isTerminal
  private var shownPercent = -1

  mutating func show(_ progress: TraceProgress) {
    guard isShown else { return }
    let percent = 100 * progress.completed / max(progress.total, 1)
    guard percent != shownPercent else { return }
    shownPercent = percent
    let filled = percent * 40 / 100
    let bar = String(repeating: "█", count: filled) + String(repeating: "·", count: 40 - filled)
    StandardError.write("\r\(bar) \(percent) % of \(progress.total) Jacobians")
  }

  /// Clears the line.
  func finish() {
    if shownPercent >= 0 { StandardError.clearLine() }
  }
}
