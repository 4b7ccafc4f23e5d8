import Foundation
import RecurrentJacobians
import TestSupport
import Testing

@testable import JacobianSpectra

/// Factors whose condition lies far beyond 1/ε.
@Suite struct ExtremeFactorTests {
  @Test(arguments: [10.0, 40, 50, 60, 100, 142])
  func diagonalFactors(nats: Double) throws {
    let values = [exp(nats / 2), 1, exp(-nats / 2)]
    var panel = try GradedPanel(columns: Matrix<Double>.identity(3))
    for _ in 0..<200 { try panel.push(Matrix.diagonal(values)) }
    let found = try panel.spectrum().logSingularValues
    for (value, truth) in zip(found, [100 * nats, 0, -100 * nats]) {
      #expect(abs(value - truth) <= 200 * 4 * 2.3e-16 * max(1, 100 * nats))
    }
  }

  @Test(arguments: [10.0, 40, 50, 60, 100, 142])
  func diagonalFactorsOfAGeneralStart(nats: Double) throws {
    let values = (0..<6).map { exp(nats * (0.5 - Double($0) / 5)) }
    var random = SeededGenerator(seed: 7)
    let start: Matrix<Double> = random.matrix(6, 6)
    var panel = try GradedPanel(columns: start)
    for _ in 0..<200 { try panel.push(Matrix.diagonal(values)) }
    let found = try panel.spectrum().logSingularValues
    // With start = L·Q the values are d_i²⁰⁰·|l_ii|, but for e^(-2·gap) of scales that lie 400 nats apart and more.
    let l = try start.transposed().qrFactorization().r
    let inverse = Double(l.inverseOfUpperTriangle()!.frobeniusNorm)
    for (i, value) in found.enumerated() {
      let truth = 200 * log(values[i]) + log(abs(l[i, i]))
      let tolerance =
        200 * 4 * Double.ulpOfOne * max(1, abs(truth))
        + 36 * Double.ulpOfOne * l.frobeniusNorm * inverse
      #expect(abs(value - truth) <= tolerance, "\(found)")
    }
  }

  /// All directions shrink or grow together, by more than the exponent range within a few steps.
  @Test(arguments: [1e-300, 1e-200, 1e-60, 1e-20, 1e40, 1e200, 1e300])
  func factorsFarFromOne(size: Double) throws {
    let ratios = [1.0, 0.5, 0.25]
    let sequence = DenseSequence(Matrix<Double>.diagonal(ratios.map { size * $0 }), count: 60)
    for lags in [[1], [2], [60], Array(1...60)] {
      for row in try sequence.trace(.hidden, step: 60, lags: lags).rows {
        let lag = Double(row.lag)
        for (i, ratio) in ratios.enumerated() {
          let truth = lag * (log(size) + log(ratio))
          #expect(
            abs(row.logSingularValues[i] - truth) <= 4e-16 * lag * abs(truth) + 1e-14, "\(row)")
          #expect(abs(row.logSingularValues[i] - truth) <= row.errorBounds[i])
          #expect(row.isResolved(i), "\(row)")
        }
      }
    }
    for row in try sequence.ledger(.hidden, step: 60, lags: [1, 2, 60]).rows {
      let truth = Double(row.lag) * log(size)
      #expect(abs(row.logSpectralNorm! - truth) <= 4e-16 * abs(truth) + 1e-14)
    }
  }
}
