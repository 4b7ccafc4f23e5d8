import Foundation
import RecurrentJacobians

/// Wall-clock measurements and the machine's own speed.
enum Measurement {
  /// Median seconds of `count` runs after one that is not counted.
  static func seconds(_ count: Int = 5, _ body: () throws -> Void) rethrows -> Double {
    try body()
    var times: [Double] = []
    for _ in 0..<count {
      let start = ContinuousClock.now
      try body()
      let duration = ContinuousClock.now - start
      times.append(
        Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18)
    }
    return times.sorted()[count / 2]
  }

  /// What dgemm reaches on one thread for n×n matrices, in flops a second.
  static func matrixProductRate(_ n: Int) -> Double {
    LinearAlgebraBackend.withOneThread {
      let a = Matrix<Double>(rows: n, columns: n, repeating: 0.5)
      var c = a
      let repetitions = max(1, 256 * 256 * 256 / (n * n * n) * 8)
      let time = seconds { for _ in 0..<repetitions { c.setToProduct(of: a, and: a) } }
      return Double(repetitions) * 2 * Double(n * n * n) / time
    }
  }

  /// The largest memory this process has had, in MiB.
  static var peakMegabytes: Double {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") }
    return line.flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Double($0) }
      .map { $0 / 1024 } ?? .nan
  }
}
