import RecurrentJacobians
import TestSupport
import Testing

/// Rows of results by step and lag, beside a search through all of them.
@Suite struct RowLookupTests {
  private func run() throws -> Trajectory<LSTM<Double>> {
    var generator = SeededGenerator(seed: 3)
    let lstm: LSTM<Double> = try generator.lstm(units: 2, inputs: 1)
    return try lstm.trajectory(over: generator.matrix(6, 1))
  }

  @Test func everyRowIsFound() throws {
    let run = try run()
    let trace = try run.trace(
      TraceRequest(
        series: [.init(.cell), .init(.hidden), .init(.output)], steps: [2, 3, 6], lags: 0...6,
        measures: .norm))
    for series in [Quantity.hidden, .cell, .output, .state] {
      for step in 0...7 {
        for lag in -1...7 {
          let row = trace.rows.first {
            $0.quantity == series && $0.step == step && $0.lag == lag
          }
          #expect(trace[series, step: step, lag: lag] == row)
        }
      }
    }
    for step in 0...7 {
      for lag in -1...7 {
        #expect(
          trace[step: step, lag: lag]
            == trace.rows.first { $0.step == step && $0.lag == lag })
      }
    }
    let ledger = try run.ledger(.init([.cell, .hidden], steps: [2, 6], lags: 1...6))
    #expect(ledger.rows.allSatisfy { ledger[$0.quantity, step: $0.step, lag: $0.lag] == $0 })
    #expect(ledger[.hidden, step: 2, lag: 3] == nil)
    let sensitivity = try run.sensitivity(steps: [2, 6], lags: 0...5)
    #expect(sensitivity.rows.allSatisfy { sensitivity[step: $0.step, lag: $0.lag] == $0 })
    #expect(sensitivity[step: 2, lag: 2] == nil)
  }

  /// Rows that somebody has put in another order.
  @Test func inAnyOrder() throws {
    let trace = try run().trace(.hidden)
    let turned = Trace(rows: trace.rows.reversed(), cellEdges: trace.cellEdges)
    for lag in 0...7 { #expect(turned[step: 6, lag: lag] == trace[step: 6, lag: lag]) }
  }

  /// Two traces one behind the other.
  @Test func kindsInSeveralBlocks() throws {
    let run = try run()
    let rows = try [2, 3].flatMap { step in
      try run.trace(
        TraceRequest(
          series: [.init(.cell), .init(.hidden)], steps: [step], lags: 1...3, measures: .norm)
      ).rows
    }
    let trace = Trace(rows: rows, cellEdges: run.edges)
    for row in rows { #expect(trace[row.quantity, step: row.step, lag: row.lag] == row) }
    #expect(trace[.hidden, step: 2, lag: 3] == nil)
  }

  @Test func rangesWithoutEnd() throws {
    let run = try run()
    let all = try run.trace(.hidden, step: 6, lags: 1...6)
    #expect(try run.trace(.hidden) == all)
    #expect(try run.trace(.hidden, lags: 1...) == all)
    #expect(try run.trace(.hidden, lags: 1...Int.max) == all)
    #expect(try run.trace(.hidden, lags: 0..<Int.max) == all)
    #expect(try run.trace(.hidden, lags: [6, 9, 1, 2, 3, 4, 5, 1]) == all)
    #expect(try run.trace(.output, step: 3).rows.map(\.lag) == [0, 1, 2])
    #expect(
      try run.ledger(.hidden, step: 4, lags: 1...) == run.ledger(.hidden, step: 4, lags: 1...4))
    #expect(
      try run.sensitivity(step: 4, lags: 0...) == run.sensitivity(step: 4, lags: 0...3))
    #expect(throws: TraceError.self) { try run.trace(.hidden, step: 3, lags: 4...) }
    for step in [7, -1, .max, .min] {
      #expect(throws: TraceError.self) { try run.trace(.hidden, step: step) }
      #expect(throws: TraceError.self) { try run.ledger(.hidden, step: step, lags: 1...) }
    }
    #expect(throws: TraceError.self) { try run.trace(.hidden, lags: Int.max...) }
    #expect(throws: TraceError.self) { try run.trace(.hidden, lags: -3 ..< -1) }
    #expect(throws: TraceError.self) { try run.trace(.hidden, lags: 5..<5) }
    #expect(throws: TraceError.self) { try run.sensitivity(steps: [5, 1000], lags: 0...) }
  }
}
