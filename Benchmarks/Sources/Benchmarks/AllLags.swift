import RecurrentJacobians

/// W2: every singular value of the hidden state's Jacobian from the last step back to each other.
struct AllLags<Run: JacobianSequence<Double>>: Job {
  let name = "W2"
  let sequence: Run

  init(of sequence: Run) { self.sequence = sequence }

  func run(threads: Int) throws {
    let request = TraceRequest(
      series: [.init(.hidden)], steps: [sequence.stepCount], lags: 1...sequence.stepCount,
      measures: [.sigma, .norm])
    try sequence.forEachTraceRow(of: request, threads: threads) { _ in }
  }

  func referenceSeconds() throws -> Double? {
    try Measurement.seconds {
      var products = MultipliedOut(sequence)
      try products.forEachHiddenBlock(from: sequence.stepCount, lags: sequence.stepCount) { _ in }
    }
  }

  func rate(_ seconds: Double, _ threads: Int) -> Rate? {
    let n = Double(sequence.layout.hidden.count)
    let parts = Double(sequence.layout.count) / n
    // In n³, as if every lag made its basis anew, which is done less often: product, Gram matrix and
    // division with the whole state's rows; Cholesky 1/3, the block's QR 4/3, triangular products 2,
    // bidiagonalization 8/3.
    let cubes = parts * (2 + 1 + 1) + 1.0 / 3 + 4.0 / 3 + 2 + 8.0 / 3
    return Rate(
      perSecond: Double(sequence.stepCount) * cubes * n * n * n / seconds / 1e9, unit: "Gflop/s",
      limit: Double(threads) * Measurement.matrixProductRate(Int(n)) / 1e9)
  }
}
