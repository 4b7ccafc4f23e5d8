import Foundation
import RecurrentJacobians

/// Wall-clock measurements and the machine's own speed.
enum Measurement {
  /// Seconds after which nothing more is repeated.
  static let budget = 2.0

  /// 1, 2, 4, …, and all cores.
  static var threadCounts: [Int] {
    let all = ProcessInfo.processInfo.activeProcessorCount
    return Array(sequence(first: 1) { 2 * $0 }.prefix { $0 < all }) + [all]
  }

  /// Median seconds of up to five runs after one that is not counted; of the first alone if that took
  /// longer than the budget.
  static func seconds(_ body: () throws -> Void) rethrows -> Double {
    let first = try time(body)
    guard first < budget else { return first }
    var times = [try time(body)]
    while times.count < 5, times.reduce(0, +) < budget { times.append(try time(body)) }
    return times.sorted()[times.count / 2]
  }

  /// Mean seconds of `body` over `steps`, or over as many of them, spread evenly, as the budget holds.
  static func secondsEach(of steps: ClosedRange<Int>, _ body: (Int) throws -> Void) rethrows
    -> Double
  {
    let count = steps.count
    // A stride without common factor, near the golden section.
    let stride =
      (1...count).first { 1.618 * Double($0) >= Double(count) && gcd($0, count) == 1 } ?? 1
    var (done, total) = (0, 0.0)
    while done < count, total < budget {
      let step = steps.lowerBound + done * stride % count
      total += try time { try body(step) }
      done += 1
    }
    return total / Double(done)
  }

  private static func gcd(_ a: Int, _ b: Int) -> Int { b == 0 ? a : gcd(b, a % b) }

  private static func time(_ body: () throws -> Void) rethrows -> Double {
    let duration = try ContinuousClock().measure(body)
    return duration / .seconds(1)
  }

  /// What dgemm reaches on one thread for n×n matrices, in flops a second.
  static func matrixProductRate(_ n: Int) -> Double {
    LinearAlgebraBackend.withOneThread {
      let a = Matrix<Double>(rows: n, columns: n, repeating: 0.5)
      var c = a
      let repetitions = max(1, 512 * 512 * 512 / (n * n * n))
      let time = seconds { for _ in 0..<repetitions { c.setToProduct(of: a, and: a) } }
      return Double(repetitions) * 2 * Double(n * n * n) / time
    }
  }

  /// What `threads` threads reach when each fills memory of its own over and over, in bytes a second.
  static func fillRate(bytes: Int, threads: Int) -> Double {
    let repetitions = max(4, (1 << 28) / bytes)
    let time = seconds {
      DispatchQueue.concurrentPerform(iterations: threads) { _ in
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes, alignment: 64)
        for i in 0..<repetitions { memset(memory.baseAddress!, Int32(i & 1), bytes) }
        memory.deallocate()
      }
    }
    return Double(threads * repetitions * bytes) / time
  }

  /// Lets the peak begin anew, where the system can.
  static func resetPeakMemory() {
    try? Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs"))
  }

  /// The largest memory that the process has had since, in MiB; nil where the system does not say.
  static var peakMemory: Double? {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") }
    return line.flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Double($0) }
      .map { $0 / 1024 }
  }
}
