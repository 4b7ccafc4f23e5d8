import RecurrentJacobians
import TestSupport
import Testing

/// States that are finite, with derivatives that are not: an error everywhere, and never a zero.
@Suite struct FiniteJacobianTests {
  /// |h| has no derivative at 0, where it begins.
  private struct Kinked: StepFunction {
    typealias Scalar = Double
    var inputCount: Int { 1 }
    var layout: StateLayout { StateLayout(hiddenCount: 2) }
    func step<Number: StepNumber<Double>>(state h: [Number], input x: [Number]) -> [Number] {
      let size = (h[0] * h[0] + h[1] * h[1]).squareRoot
      return h.map { (0.5 * $0 + x[0] + size).hyperbolicTangent }
    }
  }

  private func run() throws -> Trajectory<CustomCell<Kinked>> {
    try CustomCell(Kinked()).trajectory(over: Matrix([[0.1], [-0.2], [0.3]]))
  }

  private func expectError(_ body: () throws -> Void) {
    let error = #expect(throws: TraceError.self) { try body() }
    #expect(error?.code == .nonFiniteJacobian(step: 1))
    #expect(
      error?.description.contains("step 1 is NaN or infinite where unit 0 moves with") == true)
  }

  @Test(arguments: [1...1, 1...3, 3...3], [Measures.all, .sigma, .norm, .radius])
  func traces(lags: ClosedRange<Int>, measures: Measures) throws {
    let run = try run()
    expectError {
      _ = try run.trace(.hidden, step: lags.upperBound, lags: lags, measures: measures)
    }
  }

  @Test func slidingTraces() throws {
    let run = try run()
    expectError {
      _ = try run.trace(TraceRequest(series: [.init(.state)], steps: 2...3, lags: [2]))
    }
  }

  @Test(arguments: [1, 3]) func single(lag: Int) throws {
    let run = try run()
    expectError { _ = try run.jacobian(.hidden, step: lag, lag: lag) }
    expectError { _ = try run.singularDirections(.hidden, step: lag, lag: lag, count: 1) }
    expectError { _ = try run.ledger(.hidden, step: lag, lags: [lag]) }
    expectError { _ = try run.contributions(to: .hidden, step: lag, lag: lag) }
    expectError { _ = try run.verifyDerivative(step: lag, lag: lag, edges: .all) }
  }

  @Test func wholeSequences() throws {
    let run = try run()
    expectError { _ = try run.lyapunovSpectrum(discarding: 0) }
    expectError { _ = try run.verifyDerivatives() }
  }

  /// What lies after the step is not touched.
  @Test func laterLagsAreKnown() throws {
    #expect(try run().trace(.hidden, step: 3, lags: 1...2).rows.count == 2)
  }
}
