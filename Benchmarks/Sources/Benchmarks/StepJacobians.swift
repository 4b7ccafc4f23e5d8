import RecurrentJacobians

/// W1: the dense Jacobian of every step, each handed on and dropped.
struct StepJacobians<Run: JacobianSequence<Double>>: Job {
  let name = "W1"
  let sequence: Run

  init(of sequence: Run) { self.sequence = sequence }

  func run(threads: Int) throws {
    try sequence.forEachStepJacobian(steps: 1...sequence.stepCount, threads: threads) { _, _ in }
  }

  func rate(_ seconds: Double, _ threads: Int) -> Rate? {
    let bytes = 8 * sequence.layout.count * sequence.layout.count
    return Rate(
      perSecond: Double(sequence.stepCount * bytes) / seconds / 1e9, unit: "GB/s",
      limit: Measurement.fillRate(bytes: bytes, threads: threads) / 1e9)
  }
}
