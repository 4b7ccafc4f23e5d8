import RecurrentJacobians

/// W4: the spectral radius of the Jacobian of every step.
struct StepRadii<Run: JacobianSequence<Double>>: Job {
  let name = "W4"
  let sequence: Run

  init(of sequence: Run) { self.sequence = sequence }

  func run(threads: Int) throws {
    let request = TraceRequest(
      series: [.init(.state)], steps: 1...sequence.stepCount, lags: [1], measures: .radius)
    try sequence.forEachTraceRow(of: request, threads: threads) { _ in }
  }

  func referenceSeconds() throws -> Double? {
    var workspace = LAPACKWorkspace<Double>()
    return try Measurement.secondsEach(of: 1...sequence.stepCount) { step in
      _ = try sequence.stepJacobian(step: step).eigenvalues(workspace: &workspace)
    } * Double(sequence.stepCount)
  }
}
