import RecurrentJacobians
import Synchronization
import TestSupport
import Testing

/// How a trace is computed: threads, order, progress, and how it ends early.
@Suite struct TraceRunTests {
  struct Failure: Error {}

  private func run() throws -> Trajectory<LSTM<Double>> {
    var generator = SeededGenerator(seed: 120)
    let lstm: LSTM<Double> = try generator.lstm(units: 5, inputs: 2)
    return try lstm.trajectory(over: generator.matrix(40, 2))
  }

  /// Chains of several steps, a chain of one step, and single lags.
  static let requests = [
    TraceRequest(
      series: [.init(.hidden), .init(.cell, edges: .carousel), .init(.output)],
      steps: [3, 20, 21, 40], lags: 0...25),
    TraceRequest(series: [.init(.state)], steps: [40], lags: 1...40),
    TraceRequest(series: [.init(.hidden), .init(.cellTotal)], steps: 10...40, lags: [10]),
  ]
  /// The same of norms alone.
  static let ofNorms = requests.map { request in
    var norms = request
    norms.measures = .norm
    return norms
  }

  private func rows(_ request: TraceRequest, threads: Int) throws -> [TraceRow] {
    var rows: [TraceRow] = []
    try run().forEachTraceRow(of: request, threads: threads) { rows.append($0) }
    return rows
  }

  @Test(arguments: requests + ofNorms, [2, 5])
  func threadsChangeNothing(request: TraceRequest, threads: Int) throws {
    let single = try rows(request, threads: 1)
    #expect(!single.isEmpty)
    #expect(try rows(request, threads: threads) == single)
    #expect(try run().trace(request).rows == single)
  }

  @Test(arguments: requests + ofNorms)
  func rowsComeBySeriesThenStepThenLag(request: TraceRequest) throws {
    let expected = request.series.flatMap { series in
      request.steps.flatMap { step in
        request.lags
          .filter { series.quantity == .output ? $0 < step : $0 >= 1 && $0 <= step }
          .map { "\(series.quantity) \(step) \($0)" }
      }
    }
    let found = try rows(request, threads: 3).map { "\($0.quantity) \($0.step) \($0.lag)" }
    #expect(found == expected)
  }

  @Test(arguments: requests)
  func progressCountsEveryRow(request: TraceRequest) throws {
    var seen: [TraceProgress] = []
    var delivered = 0
    func count(_ progress: TraceProgress) { seen.append(progress) }
    try run().forEachTraceRow(of: request, threads: 2, progress: count) { _ in
      // A row is counted after it has been delivered.
      #expect(seen.count == delivered)
      delivered += 1
    }
    #expect(seen.map(\.completed) == Array(1...delivered))
    #expect(seen.allSatisfy { $0.total == delivered })
  }

  /// Norms come many at a time, and are counted before they are delivered.
  @Test(arguments: ofNorms)
  func progressOfNorms(request: TraceRequest) throws {
    var seen: [TraceProgress] = []
    var delivered = 0
    func count(_ progress: TraceProgress) {
      seen.append(progress)
      #expect(progress.completed >= delivered)
    }
    try run().forEachTraceRow(of: request, threads: 2, progress: count) { _ in delivered += 1 }
    #expect(zip(seen, seen.dropFirst()).allSatisfy { $0.completed <= $1.completed })
    #expect(seen.last?.completed == delivered && seen.last?.total == delivered)
  }

  @Test(arguments: requests + ofNorms, [1, 2])
  func anErrorOfTheBodyEndsIt(request: TraceRequest, threads: Int) throws {
    var delivered = 0
    #expect(throws: Failure.self) {
      try run().forEachTraceRow(of: request, threads: threads) { _ in
        delivered += 1
        if delivered == 7 { throw Failure() }
      }
    }
    #expect(delivered == 7)
  }

  @Test(arguments: requests + ofNorms)
  func aCancelledTaskComputesNothing(request: TraceRequest) async throws {
    let run = try run()
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      return try run.trace(request)
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test(arguments: requests)
  func cancellationOnTheWayEndsIt(request: TraceRequest) async throws {
    let run = try run()
    let delivered = await Task {
      var delivered = 0
      #expect(throws: CancellationError.self) {
        try run.forEachTraceRow(of: request, threads: 2) { _ in
          delivered += 1
          if delivered == 1 { unsafe withUnsafeCurrentTask { unsafe $0?.cancel() } }
        }
      }
      return delivered
    }.value
    // Rows of one chain are delivered together.
    #expect(delivered >= 1 && delivered <= request.lags.count)
  }

  /// Tasks of thousands of lags end on the way, on whatever thread.
  @Test func cancellationEndsTasksOnOtherThreads() async throws {
    var generator = SeededGenerator(seed: 43)
    let factor: Matrix<Double> = try generator.orthogonal(200)
    let steps = 4000
    // Weights are made in a pass of their own.
    let start = steps + 100
    let running = Mutex<Task<Void, any Error>?>(nil)
    let sequence = CountedSequence(DenseSequence(factor, count: steps)) { count in
      if count == start { running.withLock { $0?.cancel() } }
    }
    let request = TraceRequest(
      series: [.init(.hidden)], steps: steps - 20...steps, lags: 1...steps, measures: .sigma)
    let task = Task { try sequence.forEachTraceRow(of: request, threads: 2) { _ in } }
    running.withLock { $0 = task }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(sequence.count >= start && sequence.count < start + 1000)
  }

  @Test(arguments: [[1], Array(1...6)], [1, 2])
  func aJacobianThatIsNotFiniteIsAnError(lags: [Int], threads: Int) throws {
    var factors = Array(repeating: Matrix<Double>.identity(3), count: 9)
    factors[8][1, 2] = .nan
    let sequence = DenseSequence(factors)
    let request = TraceRequest(series: [.init(.hidden)], steps: [9], lags: lags)
    let error = #expect(throws: TraceError.self) {
      try sequence.forEachTraceRow(of: request, threads: threads) { _ in }
    }
    #expect(error?.code == .nonFiniteJacobian(step: 9))
  }

  @Test func threadsOfBLASAreRestored() async {
    await #expect(processExitsWith: .success) {
      LinearAlgebraBackend.threadCount = 2
      let sequence = DenseSequence(Matrix<Double>.identity(3), count: 4)
      _ = try sequence.forwardRow(step: 4, lag: 2)
      #expect(LinearAlgebraBackend.threadCount == 2)
      #expect(throws: Failure.self) {
        try sequence.forEachTraceRow(
          of: TraceRequest(series: [.init(.hidden)], steps: [4], lags: [1, 2])
        ) { _ in
          #expect(LinearAlgebraBackend.threadCount == 1)
          throw Failure()
        }
      }
      #expect(LinearAlgebraBackend.threadCount == 2)
    }
  }
}
