import RealModule
import RecurrentJacobians
import TestSupport
import Testing

@Suite struct SingularDirectionsTests {
  @Test func diagonalFactorsKeepTheAxes() throws {
    let sequence = DenseSequence(Matrix<Double>.diagonal([1e-30, 2, 0.5]), count: 40)
    let found = try sequence.singularDirections(.hidden, step: 40, lag: 10, count: 3)
    // 0.5 is e^-13.9 of 2 after ten steps, 1e-30 is far below √ε.
    #expect(found.logSingularValues.largestDifference(from: [10 * .log(2), -10 * .log(2)]) < 1e-13)
    for (j, axis) in [1, 2].enumerated() {
      for i in 0..<3 {
        #expect(abs(abs(found.left[i, j]) - (i == axis ? 1 : 0)) < 1e-13)
        #expect(abs(abs(found.right[i, j]) - (i == axis ? 1 : 0)) < 1e-13)
      }
    }
  }

  @Test(arguments: [Quantity.hidden, .cell, .state])
  func theJacobianMapsRightOntoLeft(quantity: Quantity) throws {
    var generator = SeededGenerator(seed: 91)
    let lstm: LSTM<Double> = try generator.lstm(units: 9, inputs: 2)
    let run = try lstm.trajectory(over: generator.matrix(30, 2))
    let (step, lag, count) = (30, 12, 3)
    let found = try run.singularDirections(quantity, step: step, lag: lag, count: count)
    let jacobian = try run.jacobian(quantity, step: step, lag: lag)
    let row = try run.trace(quantity, step: step, lags: [lag], measures: .sigma).rows[0]
    let images = jacobian.matrix * found.right
    for j in 0..<count {
      #expect(abs(found.logSingularValues[j] - row.logSingularValues[j]) < 1e-10)
      let sigma = Double.exp(found.logSingularValues[j] - jacobian.logScale)
      for i in 0..<images.rowCount {
        #expect(abs(images[i, j] - sigma * found.left[i, j]) < 1e-14 * Double(images.rowCount))
      }
    }
    let gram = found.left.transposed() * found.left
    #expect((gram - .identity(count)).maximumMagnitude < 1e-13)
  }

  @Test func aZeroJacobianHasNone() throws {
    let sequence = DenseSequence(Matrix<Double>(rows: 3, columns: 3), count: 4)
    let found = try sequence.singularDirections(.hidden, step: 4, lag: 2, count: 3)
    #expect(found.logSingularValues.isEmpty && found.left.columnCount == 0)
  }
}
