import DenseLinearAlgebra
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
      through: .identity(2), pivots: [0, 1], losses: [old.0 * unit, old.1 * unit],
      logScales: [0, 0])
    let graded = Matrix<Scalar>([[1, 2], [0, -1]])
    errors.pass(
      through: graded, pivots: [1, 0], losses: [0, unit], logScales: [0, 0],
      rowSquares: graded.upperRowSumsOfSquares())
    let (larger, smaller) = (old.1, old.0)
    let sum = ((larger * larger + 4 * smaller * smaller) / 5).squareRoot()
    #expect((errors.scales[0] / unit - sum).magnitude <= 8 * Scalar.epsilon * (sum + 1))
    #expect((errors.scales[1] / unit - smaller - 1).magnitude <= 8 * Scalar.epsilon * (smaller + 1))
  }
}
