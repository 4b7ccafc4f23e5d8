import Foundation
import Synchronization
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
}
