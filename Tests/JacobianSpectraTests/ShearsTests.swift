import RealModule
import RecurrentJacobians
import TestSupport
import Testing

@testable import JacobianSpectra

/// Errors that fell into smaller directions, against R·F·R⁻¹ by hand.
@Suite struct ShearsTests {
  /// A factor whose columns are those of R, with directions e^`gap` apart.
  private func factorization(
    _ r: Matrix<Double>, gap: Double
  ) throws -> (triangle: GradedTriangle<Double>, columns: SortedColumns<Double>) {
    let columns = SortedColumns(of: r, logScales: [0, -gap])
    var workspace = LAPACKWorkspace<Double>()
    return (try columns.quotient(workspace: &workspace).triangle, columns)
  }

  /// F = f·e₂e₁ᵀ becomes f/r₁₁·(r₁₂, r₂₂)ᵀ·(1, -r₁₂/r₂₂): f·r₁₂/r₁₁ returns to the first direction, and
  /// the second keeps that and the part of the first that shows in it.
  @Test(arguments: [(1e-3, 20.0), (1e-6, 30.0), (0.5, 12.0)])
  func whatReturns(first: Double, gap: Double) throws {
    let (above, second, error) = (0.75, 0.5, 1e-9)
    let r = Matrix<Double>(rows: 2, columns: 2, rowMajor: [first, above, 0, second])
    let (triangle, columns) = try factorization(r, gap: gap)
    var shears = Shears<Double>(scales: [error, 0])
    shears.pass(through: triangle, of: columns)
    let returned = shears.takeReturned(logScales: triangle.logScales)
    let f = error / 2.0.squareRoot()
    let shown = Double.exp(triangle.logScales[1] - triangle.logScales[0])
    let back = f * above / first
    // Powers of two are taken out of R's columns, so that it is well-conditioned.
    let tolerance = 64 * Double.epsilon
    #expect(abs(returned[0] / back - 1) <= tolerance)
    let lower = back * (shown * shown * above * above / (second * second) + 1).squareRoot()
    #expect(abs(returned[1] / lower - 1) <= tolerance)
    // What stays in the second direction goes on by r₂₂/r₁₁, and shows by its square.
    let left = f * second / first
    let changes = shears.changes(order: [0, 1], logScales: triangle.logScales)
    let change = left > 1e-9 ? min(left, left * left / (1 - shown * shown)) : 0
    for value in changes { #expect(abs(value - change) <= tolerance * change) }
  }

  /// Nothing falls into larger directions, and what never fell does not return.
  @Test func exactDirectionsStayExact() throws {
    let r = Matrix<Double>(rows: 2, columns: 2, rowMajor: [1e-3, 0.75, 0, 0.5])
    let (triangle, columns) = try factorization(r, gap: 20)
    var shears = Shears<Double>(scales: [0, 1])
    shears.pass(through: triangle, of: columns)
    #expect(shears.takeReturned(logScales: triangle.logScales) == [0, 0])
    #expect(shears.changes(order: [0, 1], logScales: triangle.logScales) == [0, 0])
  }

  /// Of a block of one row, [1, 1]·X·(I + f·e₂e₁ᵀ), all that fell returns: f relative to the row.
  @Test func blocksOfFewRows() throws {
    let columns = SortedColumns(
      of: Matrix<Double>(rows: 1, columns: 2, repeating: 1), logScales: [0, -20])
    var workspace = LAPACKWorkspace<Double>()
    let triangle = try columns.quotient(workspace: &workspace).triangle
    var shears = Shears<Double>(scales: [1e-9, 0])
    shears.pass(through: triangle, of: columns)
    let returned = shears.takeReturned(logScales: triangle.logScales)
    #expect(returned.count == 1)
    #expect(abs(returned[0] * 2.0.squareRoot() / 1e-9 - 1) <= 16 * Double.epsilon)
  }
}
