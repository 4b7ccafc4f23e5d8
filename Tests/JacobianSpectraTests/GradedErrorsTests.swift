import DenseLinearAlgebra
import Foundation
import TestSupport
import Testing

@testable import JacobianSpectra

/// What errors of scales become where rows are added to each other.
@Suite struct GradedErrorsTests {
  /// Errors that are alike stay what they are; others are those of the sum over its norm.
  @Test(arguments: Precision.allCases, [(1.0, 1.0), (3.0, 0.0), (0.0, 3.0)])
  func rowsInheritErrors(precision: Precision, old: (Double, Double)) {
    check(precision.scalar, old)
  }

  private func check<Scalar: LinearAlgebraScalar>(_: Scalar.Type, _ old: (Double, Double)) {
    let unit = Double(Scalar.ulpOfOne)
    var errors = GradedErrors<Scalar>(count: 2)
    errors.pass(
      through: .identity(2), inverse: nil, pivots: [0, 1],
      losses: [old.0 * unit, old.1 * unit], logScales: [0, 0])
    let graded = Matrix<Scalar>([[1, 2], [0, -1]])
    errors.pass(
      through: graded, inverse: nil, pivots: [1, 0], losses: [0, unit], logScales: [0, 0],
      rowSquares: graded.upperRowSumsOfSquares())
    let (larger, smaller) = (old.1, old.0)
    let sum = ((larger * larger + 4 * smaller * smaller) / 5).squareRoot()
    #expect((errors.scales[0] / unit - sum).magnitude <= 8 * Scalar.epsilon * (sum + 1))
    #expect((errors.scales[1] / unit - smaller - 1).magnitude <= 8 * Scalar.epsilon * (smaller + 1))
  }

  /// A row of S·L turns where scales do not err alike: smaller values have no less of it than their derivative by the scale
  /// that errs, here by differences; where rows do not mix they have nothing.
  @Test(arguments: [0, 0.02, 0.3, 2]) func rowsTurn(share: Double) throws {
    let graded = Matrix<Double>([[1, share, -share], [0, 1, share], [0, 0, -1]])
    let inverse = try #require(graded.inverseOfUpperTriangle())
    let error = 1e-3
    func values(_ error: Double) throws -> [Double] {
      var moved = graded
      moved.scale(rows: [1, exp(-8), exp(-16)], columns: [1 + error, 1, 1])
      return try moved.singularValues()
    }
    var errors = GradedErrors<Double>(count: 3)
    errors.pass(
      through: .identity(3), inverse: nil, pivots: [0, 1, 2], losses: [error, 0, 0],
      logScales: [0, -8, -16])
    errors.pass(
      through: graded, inverse: inverse, pivots: [0, 1, 2], losses: [0, 0, 0],
      logScales: [0, -8, -16], rowSquares: graded.upperRowSumsOfSquares())
    for (i, (plus, minus)) in zip(try values(error), try values(-error)).enumerated().dropFirst() {
      let change = abs(log(plus / minus)) / 2
      #expect(change <= 1.01 * errors.scales[i] + 4 * Double.epsilon)
      #expect((errors.scales[i] > 0) == (share > 0))
    }
  }

  /// Below a direction that is all rounding no value has an index, also where it has overtaken those; larger ones are
  /// known, and so are all once it is the smallest again, but for those that it has been part of.
  @Test func indicesBelowALostDirection() {
    func bounds(_ losses: [Double], then scales: [Double]) -> [Double] {
      var errors = GradedErrors<Double>(count: 3)
      errors.pass(
        through: .identity(3), inverse: nil, pivots: [0, 1, 2], losses: losses,
        logScales: [0, -40, -80])
      errors.pass(
        through: .identity(3), inverse: nil, pivots: [0, 1, 2], losses: [0, 0, 0], logScales: scales
      )
      return errors.bounds(
        of: scales.sorted(by: >), logScales: scales, logRowError: -.infinity,
        logUnseen: -.infinity, changes: nil)
    }
    for lost in [0.3, Double.infinity] {
      let middle = bounds([0, lost, 0], then: [0, -40, -80])
      #expect(middle[0] <= 1e-12 && middle[1] > 1 && middle[2] > 1)
      let last = bounds([0, 0, lost], then: [0, -40, -80])
      #expect(last[0] <= 1e-12 && last[1] <= 1e-12 && last[2] > 1)
      let overtaking = bounds([0, 0, lost], then: [0, -80, -40])
      #expect(overtaking[0] <= 1e-12 && overtaking[1] > 1 && overtaking[2] > 1)
    }
    #expect(bounds([0, 0.01, 0], then: [0, -40, -80])[2] <= 1e-12)
  }
}
