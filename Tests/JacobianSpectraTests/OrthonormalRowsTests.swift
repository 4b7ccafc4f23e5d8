import DenseLinearAlgebra
import RealModule
import RecurrentJacobians
import TestSupport
import Testing

@testable import JacobianSpectra

/// Rows of a graded product that have come to depend on each other, made orthonormal.
@Suite struct OrthonormalRowsTests {
  /// Kᵀ·diag(e^d)·Q̃ᵀ is diag(e^ℓ)·L, entry by entry relative to the scale of its row, and Q̃ is orthonormal as far
  /// as the rows allow.
  @Test(arguments: Precision.allCases, [(size: 1, distance: 0.5), (2, 0.1), (9, 0.1), (40, 0.3)])
  func theProductStays(
    precision: Precision, rows: (size: Int, distance: Double)
  ) throws {
    try check(precision.scalar, rows.size, rows.distance)
  }

  private func check<Scalar: LinearAlgebraScalar>(
    _: Scalar.Type, _ size: Int, _ distance: Double
  ) throws {
    var generator = SeededGenerator(seed: 163)
    // All near one direction: ‖L⁻¹‖ is about 1/distance.
    var rows: Matrix<Scalar> = generator.matrix(size, size, within: distance)
    for i in 0..<size { rows[i, 0] += 1 }
    _ = rows.normalizeRows()
    let scales = (0..<size).map { Double(($0 * 7) % size) / 4 - 2 }
    let contents = GradedRows.Contents(
      logScales: scales, orthonormal: rows, errors: GradedErrors(count: size))
    let (damped, made) = try #require(try contents.orthonormalized(under: .identity(size)))
    let tolerance = Double(size) * damped.inverseNorm * lapackThreshold * Scalar.epsilon
    let products = made.rows * made.rows.transposed() - .identity(size)
    #expect(Double(products.maximumMagnitude) <= tolerance)
    var product = damped.triangle.transposed()
    product.scaleColumns(made.logScales.map { Scalar(Double.exp($0)) })
    product = product * made.rows
    product.scaleRows(damped.order.map { Scalar(Double.exp(-scales[$0])) })
    #expect(Double((product - rows.rows(damped.order)).maximumMagnitude) <= tolerance)
  }

  /// What depends beyond half of all digits is left as it is.
  @Test func rowsThatAreAlikeStay() throws {
    let rows = Matrix([[1.0, 0], [1, 1e-9]])
    let contents = GradedRows.Contents(
      logScales: [0, 0], orthonormal: rows, errors: GradedErrors(count: 2))
    #expect(try contents.orthonormalized(under: .identity(2)) == nil)
  }

  /// A row of X that is made of a small direction alone knows the whole row of L, however far the others lie above: its
  /// part along these would be e^-829 in K.
  @Test(arguments: Precision.allCases)
  func smallDirectionsStayWhole(precision: Precision) throws {
    try checkSmallDirection(precision.scalar)
  }

  private func checkSmallDirection<Scalar: LinearAlgebraScalar>(_: Scalar.Type) throws {
    let size = 14
    var start = Matrix<Scalar>.identity(size)
    start[0, 1] = 1
    var panel = try GradedPanel(columns: start)
    var sizes = [Scalar](repeating: 1, count: size)
    sizes[1] = 1e-10
    for _ in 0..<36 { try panel.push(.diagonal(sizes)) }
    // Rows that come to depend on each other.
    var sums = Matrix<Scalar>.identity(size)
    for i in 2..<size {
      for j in i + 1..<size { sums[i, j] = 1 }
    }
    for factor in [sums, sums, .identity(size), .identity(size)] { try panel.push(factor) }
    var last = Matrix<Scalar>(rows: 1, columns: size)
    last[0, 1] = 1
    try panel.push(last)
    let spectrum = try panel.spectrum()
    let truth = 36 * Double.log(Double(sizes[1]))
    let found = try #require(spectrum.logSingularValues.first)
    let tolerance =
      40 * (Double(size) * lapackThreshold * Scalar.epsilon + truth.magnitude * Double.ulpOfOne)
    #expect(abs(found - truth) <= tolerance)
    #expect(abs(found - truth) <= spectrum.errorBounds[0])
  }

  /// Over 772 steps of the trained network ‖L⁻¹‖ would grow to 10⁵: what rounding in the rows does to each value
  /// stays at some n·ε.
  @Test func rowsStayIndependent() throws {
    let run = try Example.sileroVAD()
    let recursion = try AdjointRecursion(
      sequence: run, quantity: .hidden, edges: .all, states: 0...run.stepCount)
    var rows: [Double] = []
    try recursion.forEachBlock(step: run.stepCount, lags: [100, run.stepCount - 1]) { _, block in
      rows.append(block.graded.errors.rows)
    }
    #expect(rows.count == 2)
    #expect(rows.allSatisfy { $0 <= 4 * 128 * Double.ulpOfOne })
  }
}
