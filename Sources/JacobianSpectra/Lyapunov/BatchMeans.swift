import RealModule

/// Means of several series over their steps, and how well they are known from the means of batches of steps.
struct BatchMeans {
  private let stepCount: Int
  private let batchCount: Int
  /// Of each batch the sum of each series.
  private var sums: [[Double]]
  private var taken = 0

  /// Of `count` series of `stepCount` ≥ 2 steps: some √T batches, an even number of them.
  init(stepCount: Int, count: Int) {
    precondition(stepCount >= 2, "\(stepCount) steps")
    self.stepCount = stepCount
    batchCount = max(2, 2 * Int(Double(stepCount).squareRoot() / 2))
    sums = Array(repeating: Array(repeating: 0, count: count), count: batchCount)
  }

  /// Takes the values of the next step.
  mutating func take(_ values: [Double]) {
    let batch = taken * batchCount / stepCount
    for (series, value) in values.enumerated() { sums[batch][series] += value }
    taken += 1
  }

  /// The steps of a batch; sizes differ by one at most.
  private func size(of batch: Int) -> Int {
    func start(_ batch: Int) -> Int { (batch * stepCount + batchCount - 1) / batchCount }
    return start(batch + 1) - start(batch)
  }

  private func mean(of series: Int, in batches: Range<Int>) -> Double {
    batches.reduce(0) { $0 + sums[$1][series] } / Double(batches.reduce(0) { $0 + size(of: $1) })
  }

  /// The mean over all steps.
  func mean(of series: Int) -> Double { mean(of: series, in: 0..<batchCount) }

  /// The standard error of the mean, √(Σ_j(m_j - m)²/(a·(a - 1))) for the means m_j of a batches; nil where the
  /// mean is infinite.
  func standardError(of series: Int) -> Double? {
    let mean = mean(of: series)
    guard mean.isFinite else { return nil }
    let squares = (0..<batchCount).reduce(0.0) { sum, batch in
      let difference = self.mean(of: series, in: batch..<batch + 1) - mean
      return sum + difference * difference
    }
    return (squares / Double(batchCount * (batchCount - 1))).squareRoot()
  }

  /// The mean over the second half of the batches less that over the first; nil where one is infinite.
  func drift(of series: Int) -> Double? {
    let half = batchCount / 2
    let drift = mean(of: series, in: half..<batchCount) - mean(of: series, in: 0..<half)
    return drift.isFinite ? drift : nil
  }
}
