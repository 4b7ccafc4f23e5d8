import Foundation
import RecurrentJacobians

/// Times the main jobs on seeded networks; arguments choose cases and jobs by name, none means all.
@main
enum Benchmarks {
  static let cases: [(name: String, network: @Sendable () throws -> any JacobianSequence<Double>)] =
    [
      ("lstm32", { try SeededNetwork.lstm(units: 32, steps: 256) }),
      ("lstm128", { try SeededNetwork.lstm(units: 128, steps: 256) }),
      ("lstm512", { try SeededNetwork.lstm(units: 512, steps: 64) }),
      ("rnn256", { try SeededNetwork.rnn(units: 256, steps: 256) }),
      ("rnn512", { try SeededNetwork.rnn(units: 512, steps: 128) }),
    ]

  static func main() throws {
    LinearAlgebraBackend.threadCount = 1
    // OpenBLAS's own threads take their cores, looking for work, for a tenth of a second after they have been started.
    Thread.sleep(forTimeInterval: 0.5)
    let chosen = CommandLine.arguments.dropFirst()
    print(
      """
      W1  dense Jacobians of all steps
      W2  every singular value of ∂h_T/∂h_{T-k} for all k, exact
      W3  spectral norm of ∂h_t/∂h_{t-k} for all t and all k ≤ 32
      W4  spectral radius of the Jacobian of every step
      W5  every singular value of ∂h_t/∂h_{t-32} for all t, exact
      W6  Lyapunov exponents of the state, all of them, on one thread
      reference: multiplying out, then dgesdd (W4: dgeev, W6: dgeqrf), on one thread; what takes longer than
      \(Measurement.budget) s is timed on some steps and scaled up. ratio: reference / seconds.
      limit: of memset (W1), of dgemm (W2) on as many threads. OpenBLAS kernel: \
      \(LinearAlgebraBackend.kernel).

      """)
    print(ResultRow.header)
    let jobs = chosen.filter { $0.hasPrefix("W") }
    let names = chosen.filter { !jobs.contains($0) }
    for (name, network) in cases where names.isEmpty || names.contains(name) {
      try measure(network(), name, jobs: jobs)
    }
  }

  private static func measure(
    _ run: some JacobianSequence<Double>, _ name: String, jobs chosen: [String]
  ) throws {
    let jobs: [any Job] = [
      StepJacobians(of: run), AllLags(of: run), NormMap(of: run), StepRadii(of: run),
      FixedLag(of: run), LyapunovExponents(of: run),
    ]
    for job in jobs where chosen.isEmpty || chosen.contains(job.name) {
      let reference = try LinearAlgebraBackend.withOneThread { try job.referenceSeconds() }
      var alone: Double?
      for threads in job.isSerial ? [1] : Measurement.threadCounts {
        Measurement.resetPeakMemory()
        let seconds = try Measurement.seconds { try job.run(threads: threads) }
        alone = alone ?? seconds
        print(
          ResultRow(
            network: name, job: job.name, threads: threads, seconds: seconds,
            speedup: alone! / seconds, reference: reference, rate: job.rate(seconds, threads),
            peakMemory: Measurement.peakMemory))
        fflush(nil)
      }
    }
  }
}
