import RecurrentJacobians
import TestSupport
import Testing

@testable import JacobianSpectra

/// h of an LSTM as a state of its own, beside the whole state.
@Suite struct OutputPathTests {
  private func run<Scalar: LinearAlgebraScalar>(
    _: Scalar.Type, projectedTo projection: Int? = nil, peepholes: Bool = false
  ) throws -> Trajectory<LSTM<Scalar>> {
    var generator = SeededGenerator(seed: 340)
    let lstm: LSTM<Scalar> = try generator.lstm(
      units: 6, inputs: 3, projectedTo: projection, peepholes: peepholes)
    return try lstm.trajectory(over: generator.matrix(24, 3))
  }

  private func check<Scalar: LinearAlgebraScalar>(_ run: Trajectory<LSTM<Scalar>>) throws {
    let hidden = run.layout.hidden
    for edges in [EdgeSet.outputPath, [.carry, .forgetGate, .outputGate], [.carry, .candidate]] {
      for quantity in [Quantity.hidden, .output] {
        let series = TraceRequest.Series(quantity, edges: edges)
        let path = try #require(OutputPath(of: run, for: series))
        #expect(path.layout.count == hidden.count)
        for step in [1, 24] {
          let whole = run.stepJacobian(step: step, edges: edges)
          #expect(
            path.stepJacobian(step: step, edges: edges)
              == whole.submatrix(rows: hidden, columns: hidden))
          // C does not move h.
          let others = whole.submatrix(rows: hidden, columns: hidden.upperBound..<run.layout.count)
          #expect(others.maximumMagnitude == 0)
          let source = try #require(path.source(of: quantity, at: step)).denseMatrix()
          let wholeSource = try #require(run.source(of: quantity, at: step)).denseMatrix()
          #expect(
            source == wholeSource.submatrix(rows: hidden, columns: 0..<wholeSource.columnCount))
        }
        let recursion = ForwardRecursion(sequence: run, quantity: quantity, edges: edges)
        let rows = try run.trace(
          TraceRequest(series: [series], steps: [24], lags: 0...23, measures: .norm)
        ).rows
        #expect(rows.count == (quantity == .hidden ? 23 : 24))
        for row in rows {
          let spectrum = try #require(try recursion.block(step: 24, lag: row.lag)).spectrum()
          let (value, other) = (try #require(row.logSpectralNorm), spectrum.norm)
          #expect(
            value == other.value
              || abs(value - other.value) <= row.normErrorBound! + other.errorBound)
        }
      }
    }
  }

  @Test(arguments: [nil, 4] as [Int?], [false, true])
  func theWholeStateHasTheSame(projection: Int?, peepholes: Bool) throws {
    try check(run(Double.self, projectedTo: projection, peepholes: peepholes))
    try check(run(Float.self, projectedTo: projection, peepholes: peepholes))
  }

  /// Paths through C, other cells and other derivatives take the whole state.
  @Test func whatIsNone() throws {
    let run = try run(Double.self, peepholes: true)
    for edges in [EdgeSet.all, [.readout, .outputGate], [.outputPeephole, .outputGate]] {
      #expect(OutputPath(of: run, for: .init(.hidden, edges: edges)) == nil)
    }
    for quantity in [Quantity.cell, .cellTotal, .state] {
      #expect(OutputPath(of: run, for: .init(quantity, edges: .outputPath)) == nil)
    }
    var generator = SeededGenerator(seed: 341)
    let rnn: RNN<Double> = try generator.rnn(units: 4, inputs: 2, nonlinearity: .tanh)
    let other = try rnn.trajectory(over: generator.matrix(5, 2))
    #expect(OutputPath(of: other, for: .init(.hidden, edges: .recurrent)) == nil)
  }
}
