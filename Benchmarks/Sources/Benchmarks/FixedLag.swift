import RecurrentJacobians

/// W5: every singular value of the hidden state's Jacobian over 32 steps, for every step.
struct FixedLag<Run: JacobianSequence<Double>>: Job {
  let name = "W5"
  let sequence: Run
  private let lag = 32

  init(of sequence: Run) { self.sequence = sequence }

  func run(threads: Int) throws {
    let request = TraceRequest(
      series: [.init(.hidden)], steps: lag...sequence.stepCount, lags: [lag],
      measures: [.sigma, .norm])
    try sequence.forEachTraceRow(of: request, threads: threads) { _ in }
  }

  func referenceSeconds() throws -> Double? {
    var products = MultipliedOut(sequence)
    let steps = lag...sequence.stepCount
    return try Double(steps.count)
      * Measurement.secondsEach(of: steps) { step in
        try products.forEachHiddenBlock(from: step, lags: lag, startingAt: lag) { _ in }
      }
  }
}
