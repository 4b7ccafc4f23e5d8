import RecurrentJacobians
import TestSupport
import Testing

@Suite struct TraceRequestTests {
  private func lstm() throws -> Trajectory<LSTM<Double>> {
    var generator = SeededGenerator(seed: 110)
    let lstm: LSTM<Double> = try generator.lstm(units: 3, inputs: 2)
    return try lstm.trajectory(over: generator.matrix(8, 2))
  }

  private func rnn() throws -> Trajectory<RNN<Double>> {
    var generator = SeededGenerator(seed: 111)
    let rnn: RNN<Double> = try generator.rnn(units: 3, inputs: 2, nonlinearity: .tanh)
    return try rnn.trajectory(over: generator.matrix(8, 2))
  }

  @Test func stepsAndLagsArePutInOrder() {
    let request = TraceRequest(series: [.init(.hidden)], steps: [5, 2, 5], lags: [3, 1, 3, 0])
    #expect(request.steps == [2, 5])
    #expect(request.lags == [0, 1, 3])
    #expect(request.measures == .all)
  }

  @Test(arguments: [Measures.all, .norm])
  func soAreThoseThatAreSetLater(measures: Measures) throws {
    var request = TraceRequest(series: [.init(.cell)], steps: [8], lags: [1], measures: measures)
    (request.steps, request.lags) = ([8, 5, 6, 5], [5, 1, 3])
    #expect(request.steps == [5, 6, 8] && request.lags == [1, 3, 5])
    #expect(try lstm().trace(request).rows.count == 9)
  }

  @Test func lagsBeyondTheStepAreLeftOut() throws {
    let request = TraceRequest(
      series: [.init(.cell), .init(.output)], steps: [2, 4], lags: 0...4, measures: .norm)
    let rows = try lstm().trace(request).rows
    let found = rows.map { "\($0.quantity) \($0.step) \($0.lag)" }
    // The output gate exists at lag 0, and at no state before step 1.
    #expect(
      found == [
        "cell 2 1", "cell 2 2", "cell 4 1", "cell 4 2", "cell 4 3", "cell 4 4", "output 2 0",
        "output 2 1", "output 4 0", "output 4 1", "output 4 2", "output 4 3",
      ])
  }

  @Test func onlyWhatIsAskedIsComputed() throws {
    let run = try lstm()
    let all = try run.forwardRow(.state, step: 8, lag: 3)
    #expect(all.logSingularValues.count == 6)
    let sigma = try run.forwardRow(.state, step: 8, lag: 3, measures: .sigma)
    #expect(sigma.logSingularValues == all.logSingularValues)
    #expect(sigma.logSpectralNorm == nil && sigma.logSpectralRadius == nil)
    #expect(sigma.normErrorBound == nil && all.normErrorBound == all.errorBounds[0])
    let norm = try run.forwardRow(.state, step: 8, lag: 3, measures: .norm)
    // By another way: the norm alone is had without a spectrum.
    #expect(abs(norm.logSpectralNorm! - all.logSpectralNorm!) <= 3 * 16 * Double.epsilon)
    #expect(norm.logSingularValues.isEmpty && norm.logSpectralRadius == nil)
    let radius = try run.forwardRow(.state, step: 8, lag: 3, measures: .radius)
    #expect(radius.logSpectralRadius == all.logSpectralRadius)
    #expect(radius.logSingularValues.isEmpty && radius.logSpectralNorm == nil)
  }

  @Test func rowsNameTheEdgesThatTheCellHas() throws {
    let run = try lstm()
    #expect(try run.forwardRow(step: 3, lag: 1).edges == run.edges)
    #expect(try run.forwardRow(edges: .carousel, step: 3, lag: 1).edges == .carousel)
    #expect(try run.trace(.hidden, step: 3, lags: [1]).cellEdges == run.edges)
    #expect(run.singularValueCount(of: .cellTotal) == 3)
    #expect(run.singularValueCount(of: .state) == 6)
    #expect(try rnn().singularValueCount(of: .cell) == 0)
  }

  private func expect(
    _ code: TraceError.Code, saying text: String, _ request: () throws -> Trace
  ) {
    let error = #expect(throws: TraceError.self) { _ = try request() }
    #expect(error?.code == code)
    #expect(error?.description.contains(text) == true)
  }

  @Test func unknownQuantitiesNameThoseThatExist() throws {
    let run = try rnn()
    for quantity in [Quantity.cell, .cellTotal, .output] {
      expect(.unknownQuantity, saying: "quantity \(quantity): choose among hidden, state") {
        try run.trace(quantity, step: 3, lags: [1])
      }
    }
  }

  @Test func unknownEdgesNameThoseThatExist() throws {
    let (lstm, rnn) = (try lstm(), try rnn())
    expect(.unknownEdges, saying: "choose among recurrent") {
      try rnn.trace(.hidden, edges: .carousel, step: 3, lags: [1])
    }
    expect(.unknownEdges, saying: "edges recurrent") {
      try lstm.trace(.hidden, edges: .recurrent, step: 3, lags: [1])
    }
    expect(.unknownEdges, saying: "edges") {
      try lstm.trace(.hidden, edges: [.carry, .recurrent], step: 3, lags: [1])
    }
    expect(.unknownEdges, saying: "edges") {
      try lstm.trace(.hidden, edges: [], step: 3, lags: [1])
    }
  }

  @Test(arguments: [0, -1, 9])
  func stepsOutsideTheSequence(step: Int) throws {
    let run = try lstm()
    expect(.stepOutOfRange, saying: "step \(step): the sequence has steps 1 to 8") {
      try run.trace(TraceRequest(series: [.init(.hidden)], steps: [step, 3], lags: [1]))
    }
    let error = #expect(throws: TraceError.self) {
      try run.jacobian(.hidden, step: step, lag: 1)
    }
    #expect(error?.code == .stepOutOfRange)
  }

  @Test func nothingIsLeft() throws {
    let run = try lstm()
    for lags in [[], [0], [-1], [4, 5]] {
      expect(.nothingToCompute, saying: "no (step, lag) pair") {
        try run.trace(.hidden, step: 3, lags: lags)
      }
    }
    expect(.nothingToCompute, saying: "no (step, lag) pair") {
      try run.trace(TraceRequest(series: [], steps: [3], lags: [1]))
    }
    // There is no output gate at state 0.
    expect(.nothingToCompute, saying: "no (step, lag) pair") {
      try run.trace(.output, step: 3, lags: [3])
    }
  }
}
