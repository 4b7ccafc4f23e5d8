import RecurrentJacobians
import TestSupport
import Testing

/// What is asked, set, found and printed.
@Suite struct RequestTests {
  @Test func lagsOfALedgerAreInOrder() {
    var request = LedgerRequest([.hidden], steps: [5], lags: [1])
    request.lags = [2, 0, 1, 1, -3]
    request.steps = [4, 5, 4]
    #expect(request == LedgerRequest([.hidden], steps: [4, 5], lags: [1, 2]))
  }

  @Test func aPushThatFailsLeavesThePanel() throws {
    var panel = try GradedPanel<Double>(columns: .identity(2))
    let error = #expect(throws: LinearAlgebraError.self) {
      try panel.push(Matrix([[1e300, .nan], [1, 1e300]]))
    }
    #expect(error?.code == .nonFiniteInput(row: 0, column: 1))
    #expect(try panel.spectrum().logSingularValues == [0, 0])
  }

  @Test(arguments: [2000.0, -2000, 720]) func zerosStayZeros(logScale: Double) {
    let unscaled = LogScaledMatrix<Double>(matrix: .identity(2), logScale: logScale).unscaled
    #expect(unscaled[0, 1] == 0 && unscaled[1, 0] == 0)
    #expect(unscaled[0, 0] == (logScale > 0 ? .infinity : 0))
  }

  @Test func rowsAreFoundByWhatWasAskedFor() throws {
    var generator = SeededGenerator(seed: 5)
    let lstm: LSTM<Double> = try generator.lstm(units: 3, inputs: 2)
    let run = try lstm.trajectory(over: generator.matrix(6, 2))
    let trace = try run.trace(
      TraceRequest(
        series: [.init(.hidden), .init(.cell, edges: .carousel)], steps: [6], lags: 1...3))
    #expect(trace.rows(of: .init(.hidden)).map(\.lag) == [1, 2, 3])
    #expect(trace[.cell, edges: .carousel, step: 6, lag: 2] == trace.rows[4])
    #expect(trace[.cell, step: 6, lag: 2] == nil)
  }

  @Test func setsAndMatricesSayWhatTheyHold() {
    #expect("\(EdgeSet.all) \([.carry, .readout] as EdgeSet)" == "all carry+readout")
    #expect("\([.sigma, .norm] as Measures)" == "sigma+norm")
    #expect("\(Matrix<Double>([[1, 2], [3, 4]]))" == "[[1.0, 2.0], [3.0, 4.0]]")
  }
}
