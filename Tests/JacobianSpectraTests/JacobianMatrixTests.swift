import RealModule
import RecurrentJacobians
import TestSupport
import Testing

/// Jacobians as a matrix times a power of e.
@Suite struct JacobianMatrixTests {
  @Test(arguments: Precision.allCases, [1, 2, 5, 20])
  func equalsTheMultipliedProduct(precision: Precision, lag: Int) throws {
    try check(precision.scalar, lag)
  }

  private func check<Scalar: LinearAlgebraScalar>(_: Scalar.Type, _ lag: Int) throws {
    var generator = SeededGenerator(seed: 100)
    let lstm: LSTM<Scalar> = try generator.lstm(units: 6, inputs: 3)
    let run = try lstm.trajectory(over: generator.matrix(20, 3))
    let tolerance = 4 * Double(12 * lag) * Scalar.epsilon
    for edges in [EdgeSet.all, [.carry, .forgetGate, .readout]] {
      let product = run.bruteForceProduct(step: 20, lag: lag, along: edges)
      let state = try run.matrix(.state, edges: edges, step: 20, lag: lag)
      #expect(state.relativeDifference(from: product) <= tolerance)
      let hidden = try run.matrix(.hidden, edges: edges, step: 20, lag: lag)
      #expect(hidden.relativeDifference(from: product.block(0, 0)) <= tolerance)
      let cell = try run.matrix(.cell, edges: edges, step: 20, lag: lag)
      #expect(cell.relativeDifference(from: product.block(1, 1)) <= tolerance)
    }
  }

  @Test func entriesStayNearOneBeyondTheExponentRange() throws {
    let sequence = DenseSequence(Matrix<Double>([[4, 0], [1, 2]]), count: 3000)
    let scaled = try sequence.jacobian(.hidden, step: 3000, lag: 3000)
    // The power tends to 4^k·[[1, 0], [1/2, 0]].
    #expect(abs(scaled.logScale - 3000 * .log(4)) <= 3000 * 3000 * Double.epsilon)
    #expect(
      scaled.matrix.relativeDifference(from: Matrix([[1, 0], [0.5, 0]])) <= 3000 * Double.epsilon)
    #expect(scaled.matrix.maximumMagnitude <= 1 + Double.epsilon)
  }

  @Test func anExactZeroHasScaleZero() throws {
    let scaled = try DenseSequence(Matrix<Double>(rows: 2, columns: 2), count: 3)
      .jacobian(.hidden, step: 3, lag: 2)
    #expect(scaled == LogScaledMatrix(matrix: Matrix(rows: 2, columns: 2), logScale: 0))
  }
}
