import RealModule
import RecurrentJacobians
import TestSupport
import Testing

@testable import JacobianSpectra

/// Errors that fell into smaller directions, against J·ΔX·R⁻¹ by hand.
@Suite struct ErrorSamplesTests {
  /// What a factor B with errors `samples` leaves of them: X, R and the samples of X.
  private func factorized(
    _ factor: Matrix<Double>, logScales: [Double], _ samples: ErrorSamples<Double>
  ) throws -> (
    triangle: GradedTriangle<Double>, basis: Matrix<Double>, samples: ErrorSamples<Double>
  ) {
    let columns = SortedColumns(of: factor, logScales: logScales)
    var workspace = LAPACKWorkspace<Double>()
    let (triangle, basis) = try columns.quotient(workspace: &workspace)
    let divided = columns.older(OlderErrors(samples: samples)).divided(by: triangle)
    return (triangle, basis, try #require(divided.samples))
  }

  /// ΔX = f·e₂e₁ᵀ becomes f/r₁₁·(r₁₂, r₂₂)ᵀ·(1, -r₁₂/r₂₂): f·r₁₂/r₁₁ returns to the first direction, and
  /// the second keeps that and the part of the first that shows in it.
  @Test(arguments: [(1e-3, 20.0), (1e-6, 30.0), (0.5, 12.0)])
  func whatReturns(first: Double, gap: Double) throws {
    let (above, second, error) = (0.75, 0.5, 1e-9)
    let r = Matrix<Double>(rows: 2, columns: 2, rowMajor: [first, above, 0, second])
    var (triangle, basis, samples) = try factorized(
      r, logScales: [0, -gap], ErrorSamples(scales: [error, 0], in: r))
    let returned = samples.takeShown(in: basis, logScales: triangle.logScales)
    let f = error / 2.0.squareRoot()
    let shown = Double.exp(triangle.logScales[1] - triangle.logScales[0])
    let back = f * above / first
    // Powers of two are taken out of R's columns, so that it is well-conditioned.
    let tolerance = 64 * Double.epsilon
    #expect(abs(returned[0] / back - 1) <= tolerance)
    let lower = back * (shown * shown * above * above / (second * second) + 1).squareRoot()
    #expect(abs(returned[1] / lower - 1) <= tolerance)
    // It is taken out: nothing more shows.
    let again = samples.takeShown(in: basis, logScales: triangle.logScales)
    #expect(again.allSatisfy { $0 <= tolerance * back })
    // What stays in the second direction goes on by r₂₂/r₁₁, and shows by its square.
    let left = f * second / first
    let changes = samples.effects(in: basis, logScales: triangle.logScales).changes
    let change = left > 1e-9 ? left * left / (1 - shown * shown) : 0
    #expect(abs(changes[0] - change) <= 1e-9 * change)
  }

  /// Nothing falls into larger directions, and what never fell does not return.
  @Test func exactDirectionsStayExact() throws {
    let r = Matrix<Double>(rows: 2, columns: 2, rowMajor: [1e-3, 0.75, 0, 0.5])
    var (triangle, basis, samples) = try factorized(
      r, logScales: [0, -20], ErrorSamples(scales: [0, 1], in: r))
    #expect(samples.takeShown(in: basis, logScales: triangle.logScales) == [0, 0])
    #expect(samples.effects(in: basis, logScales: triangle.logScales).changes == [0, 0])
  }

  /// Of a block of one row, [1, 1]·X·(1 + f·e₂e₁ᵀ), all that fell returns: f relative to the row.
  @Test func blocksOfFewRows() throws {
    let row = Matrix<Double>(rows: 1, columns: 2, repeating: 1)
    var (triangle, basis, samples) = try factorized(
      row, logScales: [0, -20], ErrorSamples(scales: [1e-9, 0], in: row))
    let returned = samples.takeShown(in: basis, logScales: triangle.logScales)
    #expect(returned.count == 1)
    #expect(abs(returned[0] * 2.0.squareRoot() / 1e-9 - 1) <= 16 * Double.epsilon)
  }

  /// A panel of one column, e₁: its error δ·e₂ lies outside of it, does not show, and returns 1000-fold with
  /// [[1, 1000], [0, 1]].
  @Test func whatLiesOutsideOfTheSpan() throws {
    let delta = 3.0
    var samples = ErrorSamples<Double>(rows: 2, columns: 1)
    samples.add(
      RoundingErrors(
        GroupedColumns(squaresOf: Matrix<Double>(rows: 2, columns: 1, rowMajor: [0, delta]))))
    let basis = Matrix<Double>(rows: 2, columns: 1, rowMajor: [1, 0])
    #expect(samples.takeShown(in: basis, logScales: [0]) == [0])
    let factor = Matrix<Double>(rows: 2, columns: 2, rowMajor: [1, 1000, 0, 1])
    var moved = OlderErrors(samples: samples).multiplied(
      by: BlockMatrix(factor), transposed: false)
    let shown = try #require(moved.samples?.takeShown(in: basis, logScales: [0])[0])
    #expect(abs(shown / (1000 * delta * Double.unitRoundoff) - 1) <= 8 * Double.epsilon)
  }
}
