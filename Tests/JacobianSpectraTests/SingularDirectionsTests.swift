import RealModule
import RecurrentJacobians
import TestSupport
import Testing

@Suite struct SingularDirectionsTests {
  @Test(arguments: Precision.allCases)
  func diagonalFactorsKeepTheAxes(precision: Precision) throws { try checkAxes(precision.scalar) }

  private func checkAxes<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
    let (lag, tolerance) = (5, 16 * Scalar.epsilon)
    let sequence = DenseSequence(Matrix<Scalar>.diagonal([1e-30, 2, 0.5]), count: 40)
    let found = try sequence.singularDirections(.hidden, step: 40, lag: lag, count: 3)
    // 0.5 is e^-6.9 of 2 after five steps, 1e-30 is far below √ε.
    let growth = Double(lag) * .log(2)
    #expect(found.logSingularValues.largestDifference(from: [growth, -growth]) <= tolerance)
    for (j, axis) in [1, 2].enumerated() {
      for i in 0..<3 {
        let truth: Scalar = i == axis ? 1 : 0
        #expect([found.left[i, j].magnitude].largestDifference(from: [truth]) <= tolerance)
        #expect([found.right[i, j].magnitude].largestDifference(from: [truth]) <= tolerance)
      }
    }
  }

  @Test(arguments: [Quantity.hidden, .cell, .state], Precision.allCases)
  func theJacobianMapsRightOntoLeft(quantity: Quantity, precision: Precision) throws {
    try checkMap(precision.scalar, quantity)
  }

  private func checkMap<Scalar: LinearAlgebraScalar>(
    _: Scalar.Type, _ quantity: Quantity
  ) throws {
    var generator = SeededGenerator(seed: 91)
    let lstm: LSTM<Scalar> = try generator.lstm(units: 9, inputs: 2)
    let run = try lstm.trajectory(over: generator.matrix(30, 2))
    let (step, lag, count) = (30, 12, 3)
    let found = try run.singularDirections(quantity, step: step, lag: lag, count: count)
    let kept = found.logSingularValues.count
    #expect(kept == count || (1..<count).contains(kept) && Scalar.self == Float.self)
    let jacobian = try run.jacobian(quantity, step: step, lag: lag)
    let size = jacobian.matrix.rowCount
    let row = try run.trace(quantity, step: step, lags: [lag], measures: .sigma).rows[0]
    let images = jacobian.matrix * found.right
    // What LAPACK lets a singular value decomposition be off.
    let unit = lapackThreshold * Double(size) * Scalar.epsilon
    let largest = Double.exp(found.logSingularValues[0] - jacobian.logScale)
    for j in 0..<kept {
      let sigma = Double.exp(found.logSingularValues[j] - jacobian.logScale)
      // The product has rounded n terms in every step.
      let tolerance =
        row.errorBounds[j] + Double(size * lag) * Scalar.epsilon * largest / sigma
      #expect(abs(found.logSingularValues[j] - row.logSingularValues[j]) <= tolerance)
      for i in 0..<size {
        #expect(
          abs(Double(images[i, j]) - sigma * Double(found.left[i, j])) <= unit * largest)
      }
    }
    #expect(found.left.lossOfOrthogonality <= unit)
    #expect(found.right.lossOfOrthogonality <= unit)
  }

  @Test func aZeroJacobianHasNone() throws {
    let sequence = DenseSequence(Matrix<Double>(rows: 3, columns: 3), count: 4)
    let found = try sequence.singularDirections(.hidden, step: 4, lag: 2, count: 3)
    #expect(found.logSingularValues.isEmpty && found.left.columnCount == 0)
  }
}
