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
    // Powers of two are taken out of R's columns, so that it is well-conditioned.
    let tolerance = 64 * Double.epsilon
    let shown = Double.exp(triangle.logScales[1] - triangle.logScales[0])
    // What a direction puts into a larger one counts for both.
    let coupling = shown * above / second
    #expect(abs(returned[1] / returned[0] - 1) <= tolerance)
    // Samples have random weights for rows and for columns, from ½ to 3/2.
    let f = error / 2.0.squareRoot()
    let back = f * above / first
    let weight = returned[0] / (back * (1 + coupling * coupling).squareRoot())
    #expect(weight >= 0.25 * (1 - tolerance) && weight <= 2.25 * (1 + tolerance))
    // It is taken out: nothing more shows.
    let again = samples.takeShown(in: basis, logScales: triangle.logScales)
    #expect(again.allSatisfy { $0 <= tolerance * returned[0] })
    // What stays in the second direction goes on by r₂₂/r₁₁, and shows by its square.
    let changes = samples.effects(in: basis, logScales: triangle.logScales).changes
    let left = weight * f * second / first
    // The largest of three samples, of which this is the root of the mean square; nothing below 10⁻⁹.
    let change = left * left / (1 - shown * shown)
    for found in changes {
      #expect(found >= (left > 1e-9 ? change * (1 - 1e-9) : 0))
      #expect(found <= (left > 1e-9 / 3.0.squareRoot() ? 3 * change * (1 + 1e-9) : 0))
    }
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
    // With weights from ½ to 3/2 for rows and for columns.
    let weight = returned[0] * 2.0.squareRoot() / 1e-9
    #expect(weight >= 0.25 && weight <= 2.25)
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
    let weight = shown / (1000 * delta * Double.unitRoundoff)
    #expect(weight >= 0.25 && weight <= 2.25)
  }

  /// f in two rows of one column, along X = (1, 1)ᵀ/√2 or (1, -1)ᵀ/√2 with signs alone: in none of 64 does next to
  /// nothing show.
  @Test func equalErrorsDoNotCancel() throws {
    let half = 0.5.squareRoot()
    let basis = Matrix<Double>(rows: 2, columns: 1, rowMajor: [half, half])
    let variances = GroupedColumns(squaresOf: Matrix<Double>(rows: 2, columns: 1, repeating: 1))
    var samples = ErrorSamples<Double>(rows: 2, columns: 1)
    for _ in 0..<64 {
      samples.add(RoundingErrors(variances))
      let shown = samples.takeShown(in: basis, logScales: [0])[0]
      #expect(shown >= 1e-3 * Double.unitRoundoff && shown <= 3 * Double.unitRoundoff)
    }
  }

  /// An error f·e₂ of the first column of X = 1 meets columns that depend on each other by 10¹⁴: it shows in the first
  /// direction, and in the second with the other sign, though what is known of that by X + ΔX is rounding.
  @Test func whatReturnsChangesBoth() throws {
    let (distance, gap) = (1e-14, 20.0)
    let r = Matrix<Double>(
      rows: 2, columns: 2, rowMajor: [1, 1, 1, 1 + distance])
    var (triangle, basis, samples) = try factorized(
      r, logScales: [0, -gap], ErrorSamples(scales: [1e-9, 0], in: r))
    basis.reorthogonalize([1])
    let returned = samples.takeShown(in: basis, logScales: triangle.logScales)
    #expect(returned.count == 2)
    #expect(returned[0] >= 0.25e-9 * 0.5.squareRoot() && returned[0] <= 2.25e-9)
    // R₂₂ is known to ε over the distance.
    #expect(abs(returned[1] / returned[0] - 1) <= 4 * Double.epsilon / distance)
  }

  /// 10²⁵ units along the first direction, of which rounding has left 2·10⁻¹⁶ in the two others, show in none of these.
  @Test func largeDirectionsDoNotShowInSmallerOnes() throws {
    var basis = Matrix<Double>.identity(3)
    (basis[0, 1], basis[0, 2]) = (2e-16, 2e-16)
    var sizes = Matrix<Double>(rows: 3, columns: 3)
    sizes[0, 2] = 1e25
    var samples = ErrorSamples<Double>(rows: 3, columns: 3)
    samples.add(RoundingErrors(GroupedColumns(squaresOf: sizes, width: 1)))
    let shown = samples.takeShown(in: basis, logScales: [0, -80, -80])
    // e^-80 of the first, and what two passes leave of 10²⁵·ε².
    #expect(shown.allSatisfy { $0 <= 1e-16 })
  }

  /// A direction of which nothing is known stays so, whatever happens to the columns before it is asked.
  @Test(arguments: [2, 4]) func lostDirectionsShow(rows: Int) throws {
    var generator = SeededGenerator(seed: 5)
    let square: Matrix<Double> = try generator.orthogonal(rows)
    let basis = square.submatrix(rows: 0..<rows, columns: 0..<2)
    var samples = ErrorSamples<Double>(rows: rows, columns: 2)
    samples.updateColumns(isExact: false) { $0 = $0.columns([1, 0]) }
    samples.lose([1], of: basis)
    let shown = samples.takeShown(in: basis, logScales: [0, -40])
    #expect(shown[1] >= 1 && shown[0] <= 100 * Double.exp(-40))
  }
}
