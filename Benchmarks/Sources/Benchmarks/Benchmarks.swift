import Foundation
import RecurrentJacobians

/// Prints, for seeded networks, how long the main jobs take; `numpy_by_hand.py` does the same.
@main
enum Benchmarks {
  static func main() throws {
    LinearAlgebraBackend.threadCount = 1
    let threads = ProcessInfo.processInfo.activeProcessorCount
    print("OpenBLAS kernel \(LinearAlgebraBackend.kernel), \(threads) threads")
    for (n, steps) in [(128, 256), (512, 64)] {
      let run = try SeededNetwork.lstm(units: n, steps: steps)
      let rate = Measurement.matrixProductRate(n)
      print("lstm n = \(n), T = \(steps); dgemm alone \(format(rate / 1e9)) Gflop/s")
      try stepJacobians(run, threads: threads)
      try stepJacobians(run, threads: 1)
      try allLags(run, threads: threads, rate: rate)
      try allLags(run, threads: 1, rate: rate)
      try multiplyOut(run)
      if n < 512 { try normMap(run, threads: threads) }
    }
    let rnn = try SeededNetwork.rnn(units: 256, steps: 256)
    print("rnn n = 256, T = 256")
    try normMap(rnn, threads: threads)
    try radii(rnn, threads: threads)
    print("peak memory \(format(Measurement.peakMegabytes)) MiB")
  }

  /// (a) Dense step Jacobians of all steps, each handed on and dropped.
  private static func stepJacobians(_ run: Trajectory<LSTM<Double>>, threads: Int) throws {
    let time = try Measurement.seconds {
      try run.forEachStepJacobian(in: 1...run.stepCount, threads: threads) { _, _ in }
    }
    let size = run.layout.count
    let bytes = Double(run.stepCount * size * size * 8)
    report(
      "dense step Jacobians, \(threads) thread\(threads > 1 ? "s" : "")", time,
      "\(format(bytes / time / 1e9)) GB/s written")
  }

  /// (b) ∂h_T/∂h_{T-k} for all k, every singular value.
  private static func allLags(
    _ run: Trajectory<LSTM<Double>>, threads: Int, rate: Double
  ) throws {
    let request = TraceRequest(
      series: [.init(.hidden)], steps: [run.stepCount], lags: 1...run.stepCount,
      measures: [.sigma, .norm])
    let time = try Measurement.seconds(3) {
      try run.forEachTraceRow(of: request, threads: threads) { _ in }
    }
    // In n³: product 4, Gram matrix and Cholesky 7/3, division 2, block QR 4/3, triangular products 2,
    // bidiagonalization 8/3; as if every lag made its basis anew, which is done less often.
    let n = Double(run.cell.unitCount)
    let flops = Double(run.stepCount) * (4 + 7.0 / 3 + 2 + 4.0 / 3 + 2 + 8.0 / 3) * n * n * n
    report(
      "all lags, exact, \(threads) thread\(threads > 1 ? "s" : "")", time,
      "\(format(flops / time / 1e9)) Gflop/s, \(format(100 * flops / time / rate)) % of one dgemm")
  }

  /// The same by multiplying out and one SVD a lag, on one thread: not exact.
  private static func multiplyOut(_ run: Trajectory<LSTM<Double>>) throws {
    let time = try Measurement.seconds(3) {
      try LinearAlgebraBackend.withOneThread {
        let n = run.cell.unitCount
        var blocks = run.makeJacobian()
        var workspace = LAPACKWorkspace<Double>()
        var panel = Matrix<Double>(rows: 2 * n, columns: n)
        for i in 0..<n { panel[i, i] = 1 }
        var product = panel
        for step in stride(from: run.stepCount, through: 1, by: -1) {
          run.writeJacobian(of: step, along: .all, into: &blocks)
          blocks.multiplyTransposed(panel, into: &product)
          swap(&panel, &product)
          _ = try panel.submatrix(rows: 0..<n, columns: 0..<n)
            .singularValues(workspace: &workspace)
        }
      }
    }
    report("multiply out + dgesdd, 1 thread", time, "not exact")
  }

  /// (c) ‖∂h_t/∂h_{t-k}‖ for every t and k up to 32.
  private static func normMap<Cell: RecurrentCell<Double>>(
    _ run: Trajectory<Cell>, threads: Int
  ) throws {
    let request = TraceRequest(
      series: [.init(.hidden)], steps: 1...run.stepCount, lags: 1...32, measures: .norm)
    var count = 0
    let time = try Measurement.seconds(3) {
      count = 0
      try run.forEachTraceRow(of: request, threads: threads) { _ in count += 1 }
    }
    report(
      "norms of all steps, lags to 32, \(threads) threads", time,
      "\(format(1e6 * time / Double(count))) µs a pair")
  }

  /// (d) The spectral radius of every step.
  private static func radii<Cell: RecurrentCell<Double>>(
    _ run: Trajectory<Cell>, threads: Int
  ) throws {
    let request = TraceRequest(
      series: [.init(.hidden)], steps: 1...run.stepCount, lags: [1], measures: .radius)
    let time = try Measurement.seconds(3) {
      try run.forEachTraceRow(of: request, threads: threads) { _ in }
    }
    report(
      "spectral radius of every step, \(threads) threads", time,
      "\(format(1e3 * time / Double(run.stepCount))) ms a step")
  }

  private static func report(_ job: String, _ seconds: Double, _ rest: String) {
    print("  \(job): \(format(seconds)) s, \(rest)")
  }

  private static func format(_ value: Double) -> String {
    String(format: value < 1 ? "%.4f" : value < 100 ? "%.2f" : "%.0f", value)
  }
}
