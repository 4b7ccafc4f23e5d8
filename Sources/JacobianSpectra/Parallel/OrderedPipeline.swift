import DenseLinearAlgebra
import Foundation
import Synchronization

/// Runs independent tasks on several threads while their producer goes on, and delivers their
/// results in the order of submission on the producer's own thread.
///
/// The producer's thread is one of the threads: it takes a task itself whenever those under way
/// are as many as memory is meant for. So memory does not grow with the number of tasks. Where tasks are long and the
/// producer only submits them, it watches instead.
final class OrderedPipeline<Output: Sendable> {
  typealias Work = @Sendable () throws -> Output

  private struct State {
    var pending: [(number: Int, work: Work)] = []
    var results: [Int: Result<Output, any Error>] = [:]
    var isClosed = false
  }

  /// What the threads share.
  private final class Board: Sendable {
    let state = Mutex(State())
    let hasWork = DispatchSemaphore(value: 0)
    let hasResult = DispatchSemaphore(value: 0)
    let cancellation = Cancellation()

    /// Takes the oldest task and runs it; false if there is none.
    func runOne() -> Bool {
      let task = state.withLock { $0.pending.isEmpty ? nil : $0.pending.removeFirst() }
      guard let task else { return false }
      let result = Result { try task.work() }
      state.withLock { $0.results[task.number] = result }
      return true
    }

    /// A worker's life: tasks as they come, until the pipeline is closed.
    func work() {
      Cancellation.$current.withValue(cancellation) {
        while true {
          hasWork.wait()
          if runOne() { hasResult.signal() } else if state.withLock({ $0.isClosed }) { return }
        }
      }
    }
  }

  private let board = Board()
  private let workers = DispatchGroup()
  private let workerCount: Int
  private let capacity: Int
  private let deliver: (Output) throws -> Void
  private let callerWorks: Bool
  private let watch: () -> Void
  private var submitted = 0
  private var delivered = 0

  private init(
    threads: Int, callerWorks: Bool, watch: @escaping () -> Void,
    deliver: @escaping (Output) throws -> Void
  ) {
    workerCount = max(threads, 1) - (callerWorks ? 1 : 0)
    capacity = 4 * max(threads, 1)
    self.callerWorks = callerWorks
    self.watch = watch
    self.deliver = deliver
    // On Linux queues of one quality of service share their threads, one for each processor, with tasks of Swift's
    // concurrency, which is to have some left: for the one that cancels, say.
    let queue = DispatchQueue(
      label: "RecurrentJacobians.pipeline", qos: .userInitiated, attributes: .concurrent)
    for _ in 0..<workerCount {
      queue.async(group: workers) { [board] in board.work() }
    }
  }

  /// Runs everything that `produce` submits, each task with BLAS on one thread, and returns when all has been
  /// delivered.
  ///
  /// - Parameters:
  ///   - threads: The number of threads used at once; that of the processors if nil.
  ///   - callerWorks: Whether the calling thread takes tasks, or does nothing but submit, watch and deliver.
  ///   - watch: Called on the calling thread many times a second, where that takes no tasks.
  /// - Throws: What `produce`, a task or `deliver` throws first, and `CancellationError` when the current task is
  ///   cancelled; tasks not yet begun are dropped, and those under way end at their next
  ///   ``Cancellation/check()``.
  static func run(
    threads: Int?, callerWorks: Bool = true, watch: () -> Void = {},
    deliver: (Output) throws -> Void, produce: ((@escaping Work) throws -> Void) throws -> Void
  ) throws {
    try LinearAlgebraBackend.withOneThread {
      try withoutActuallyEscaping(deliver) { deliver in
        try withoutActuallyEscaping(watch) { watch in
          let pipeline = OrderedPipeline(
            threads: threadCount(threads),
            callerWorks: callerWorks, watch: watch, deliver: deliver)
          defer { pipeline.close() }
          try produce { try pipeline.submit($0) }
          while pipeline.delivered < pipeline.submitted { try pipeline.advance() }
        }
      }
    }
  }

  private func submit(_ work: @escaping Work) throws {
    board.state.withLock { $0.pending.append((submitted, work)) }
    submitted += 1
    board.hasWork.signal()
    while submitted - delivered >= capacity || (workerCount == 0 && delivered < submitted) {
      try advance()
    }
  }

  /// Helps with a task or waits for one, then delivers what is next in order.
  private func advance() throws {
    if !callerWorks || !board.runOne() {
      while board.hasResult.wait(timeout: .now() + .milliseconds(50)) == .timedOut {
        try Cancellation.check()
        if !callerWorks { watch() }
      }
    }
    while let result = board.state.withLock({ $0.results.removeValue(forKey: delivered) }) {
      try Cancellation.check()
      delivered += 1
      try deliver(result.get())
    }
  }

  private func close() {
    board.cancellation.ask()
    board.state.withLock {
      $0.pending.removeAll()
      $0.isClosed = true
    }
    for _ in 0..<workerCount { board.hasWork.signal() }
    workers.wait()
  }
}
