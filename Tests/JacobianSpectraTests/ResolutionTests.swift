import Foundation
import RecurrentJacobians
import TestSupport
import Testing

@testable import JacobianSpectra

/// What the bounds on errors say of values that are right, and of values that are noise.
@Suite struct ResolutionTests {
  @Test(arguments: Oracle.names)
  func boundsHoldForEveryReference(name: String) throws {
    let oracle = try Oracle(name)
    let sequence = try oracle.sequence(name)
    // Bounds are relative to the Jacobians as they are given: an ε in the inputs of saturated units moves values by as
    // much as this.
    let floor = name == "rnn_saturated_10" ? 5e-11 : 0
    for reference in oracle.references {
      for lags in Set([[reference.lag], Array(1...reference.lag)]) {
        var request = reference.request
        request.lags = lags
        let row = try #require(try sequence.trace(request).rows.last)
        for (index, truth) in reference.logSingularValues.enumerated() where truth > -.infinity {
          let bound = row.errorBounds[index]
          #expect(abs(row.logSingularValues[index] - truth) <= bound + floor)
          #expect(bound < 1e-6 && row.isResolved(index))
        }
      }
    }
  }

  @Test func noiseOfALowRankNetworkIsNotResolved() throws {
    let (n, rank) = (48, 24)
    var generator = SeededGenerator(seed: 83)
    func matrix(_ rows: Int, _ columns: Int) -> Matrix<Double> {
      generator.matrix(rows, columns, within: 2 / Double(columns).squareRoot())
    }
    let recurrent = matrix(n, rank) * matrix(rank, n)
    let rnn = try RNN(inputWeights: matrix(n, 3), recurrentWeights: recurrent)
    let run = try rnn.trajectory(over: matrix(12, 3))
    for lags in [[1], [4], [12], Array(1...12)] {
      for row in try run.trace(.hidden, step: 12, lags: lags).rows {
        for index in 0..<n {
          #expect(row.isResolved(index) == (index < rank), "\(row.lag) \(index)")
        }
      }
    }
  }
}
