import DenseLinearAlgebra
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import JacobianSpectra

/// A value that whoever comes first makes.
@Suite struct DeferredTests {
  @Test func madeOnceForAllWhoAsk() {
    let count = Atomic(0)
    let deferred = Deferred {
      Thread.sleep(forTimeInterval: 0.01)
      return count.add(1, ordering: .relaxed).newValue
    }
    let values = Mutex<[Int]>([])
    DispatchQueue.concurrentPerform(iterations: 16) { _ in
      let value = deferred.value
      values.withLock { $0.append(value) }
    }
    #expect(values.withLock { $0 } == Array(repeating: 1, count: 16))
    #expect(count.load(ordering: .relaxed) == 1)
  }

  @Test func notMadeBeforeItIsAskedFor() {
    let count = Atomic(0)
    let deferred = Deferred { count.add(1, ordering: .relaxed).newValue }
    #expect(count.load(ordering: .relaxed) == 0)
    #expect(deferred.value == 1)
    #expect(Deferred(made: 7).value == 7)
  }

  /// What it was made from is let go.
  @Test func keepsNothingButTheValue() {
    final class Source: Sendable { let value = 3 }
    weak var source: Source?
    let deferred: Deferred<Int>
    do {
      let made = Source()
      source = made
      deferred = Deferred { made.value }
    }
    #expect(source != nil)
    #expect(deferred.value == 3)
    #expect(source == nil)
  }

  /// A panel whose rows are asked for after every factor, and one that nobody asks before the end.
  @Test func rowsOfAPanelDoNotDependOnWhoAsks() throws {
    var generator = SeededGenerator(seed: 174)
    var (asked, left) = try (
      GradedPanel<Double>(RoundedMatrix(.identity(12))),
      GradedPanel<Double>(RoundedMatrix(.identity(12)))
    )
    for _ in 0..<40 {
      let factor: Matrix<Double> = generator.matrix(12, 12)
      try asked.push(factor)
      try left.push(factor)
      #expect(asked.graded.logScales.count == 12)
    }
    #expect(try asked.spectrum() == left.spectrum())
    #expect(asked.graded.rows == left.graded.rows)
    // Threads that ask at once for what nobody has.
    try left.push(generator.matrix(12, 12) as Matrix<Double>)
    let spectra = Mutex<[LogSpectrum]>([])
    DispatchQueue.concurrentPerform(iterations: 8) { [left] _ in
      if let spectrum = try? left.spectrum() { spectra.withLock { $0.append(spectrum) } }
    }
    let found = spectra.withLock { $0 }
    #expect(found.count == 8)
    #expect(found.allSatisfy { $0 == found[0] })
  }
}
