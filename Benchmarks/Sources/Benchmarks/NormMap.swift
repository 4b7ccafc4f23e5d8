import RecurrentJacobians

/// W3: the spectral norm of the hidden state's Jacobian for every step and up to 32 lags.
struct NormMap<Run: JacobianSequence<Double>>: Job {
  let name = "W3"
  let sequence: Run
  private let lags = 32

  init(of sequence: Run) { self.sequence = sequence }

  func run(threads: Int) throws {
    let request = TraceRequest(
      series: [.init(.hidden)], steps: 1...sequence.stepCount, lags: 1...lags, measures: .norm)
    try sequence.forEachTraceRow(of: request, threads: threads) { _ in }
  }

  func referenceSeconds() throws -> Double? {
    var products = MultipliedOut(sequence)
    let pairs = (1...sequence.stepCount).reduce(0) { $0 + min($1, lags) }
    let ofOneStep = try Measurement.secondsEach(of: lags...sequence.stepCount) { step in
      try products.forEachHiddenBlock(from: step, lags: lags) { _ in }
    }
    return ofOneStep * Double(pairs) / Double(lags)
  }
}
