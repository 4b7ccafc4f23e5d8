import Foundation
import RecurrentJacobians
import TestSupport
import Testing

@testable import JacobianSpectra

/// What the estimated errors say of values that are right, and of values that are noise.
@Suite struct ResolutionTests {
  /// The estimates are of first order: within this factor of the true errors.
  private static let slack = 30.0

  @Test(arguments: Oracle.names)
  func estimatesCoverTheErrorsOfReferences(name: String) throws {
    let oracle = try Oracle(name)
    let sequence = try oracle.sequence(name)
    for reference in oracle.references {
      var request = reference.request
      if reference.lag > 1 { request.lags = Array(1...reference.lag) }
      let row = try #require(try sequence.trace(request).rows.last)
      for (index, truth) in reference.logSingularValues.enumerated() where truth > -.infinity {
        let estimate = row.errorEstimates[index]
        // Rounding of the steps themselves: an ε in the inputs of rnn_saturated_10 moves its values
        // by as much.
        let floor = 5e-11
        #expect(abs(row.logSingularValues[index] - truth) <= Self.slack * estimate + floor)
        #expect(row.isResolved(index))
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
