import DenseLinearAlgebra
import RealModule
import TestSupport
import Testing

@testable import JacobianSpectra

/// A factorization by estimates of the scales, while the rows are still being made.
@Suite struct OutlineTests {
  /// diag(e^ℓ)·L multiplied by a triangle R that was found for estimates of ℓ: the rows are those of R·diag(e^ℓ)·L,
  /// whatever the estimates lack.
  @Test(arguments: Precision.allCases, [1, 2, 7, 30])
  func estimatesDoNotShow(precision: Precision, size: Int) throws {
    try checkProduct(precision.scalar, size, lack: 0.5)
  }

  /// For orthonormal rows they are estimated as they come out, but for what the estimates before lacked.
  @Test(arguments: Precision.allCases, [0, 0.5])
  func scalesOfOrthonormalRows(precision: Precision, lack: Double) throws {
    try checkProduct(precision.scalar, 12, lack: lack)
  }

  private func checkProduct<Scalar: LinearAlgebraScalar>(
    _: Scalar.Type, _ size: Int, lack: Double
  ) throws {
    var generator = SeededGenerator(seed: 164)
    let rows: Matrix<Scalar> = try generator.orthogonal(size)
    let scales = (0..<size).map { 3 - Double($0) }
    let estimates = scales.enumerated().map { $1 + ($0.isMultiple(of: 2) ? lack : -lack) / 2 }
    let contents = GradedRows.Contents(
      logScales: scales, orthonormal: rows, errors: GradedErrors(count: size))
    let factor: Matrix<Scalar> = try generator.orthogonal(size)
    var workspace = LAPACKWorkspace<Scalar>()
    let outcome = try GradedTriangle.ofSorted(
      2 * .identity(size) + factor, logScales: estimates, method: .householder,
      workspace: &workspace)
    guard case .found(let triangle) = outcome else {
      Issue.record("columns in no order")
      return
    }
    let pivots = Array(0..<size)
    let made = contents.multiplied(
      by: triangle, of: estimates, pivots: pivots, lost: [],
      losses: Array(repeating: 0, count: size))
    var truth = triangle.triangle
    truth.scaleColumns(scales.map { Scalar(Double.exp($0)) })
    truth = truth * rows
    let logNorms = truth.normalizeRows().map { Double.log(Double($0)) }
    let tolerance = Double(size) * lapackThreshold * Scalar.epsilon
    #expect(Double((made.rows - truth).maximumMagnitude) <= tolerance)
    for (found, logNorm) in zip(made.logScales, logNorms) {
      #expect(abs(found - logNorm) <= tolerance)
    }
    let outline = contents.outline(
      multiplying: zip(triangle.logScales, triangle.logRowNorms).map(+), of: estimates,
      pivots: pivots)
    for (estimate, scale) in zip(outline.logScales, made.logScales) {
      #expect(abs(estimate - scale) <= lack + tolerance)
    }
  }
}
