import DenseLinearAlgebra
import RealModule
import TestSupport
import Testing

@testable import JacobianSpectra

/// What is not known of columns that are no pivots, beside the sum that it stands for.
@Suite struct OtherColumnsTests {
  /// u·√Σ_j Σ_r x_ri²·e^2(ℓ_j - d_i)·(v_rj + Σ_k w_kj²·v_rk), R_j = Σ_k w_kj·R_k.
  @Test(arguments: [(1, 2), (3, 5), (8, 20)]) func definition(rows: Int, width: Int) throws {
    var generator = SeededGenerator(seed: 174)
    let factor: Matrix<Double> = generator.matrix(rows, width)
    let columns = SortedColumns(
      of: factor, logScales: (0..<width).map { _ in generator.number(within: 3) })
    var workspace = LAPACKWorkspace<Double>()
    let (triangle, quotient) = try columns.quotient(by: .householder, workspace: &workspace)
    let sizes: Matrix<Double> = generator.matrix(rows, width)
    let errors = RoundingErrors<Double>(GroupedColumns(squaresOf: sizes, width: 1))
    let found = try #require(
      OtherColumns(
        errors, older: OlderErrors(), in: columns, by: triangle, quotient: quotient)
    ).losses(of: triangle, basis: quotient)

    var made = errors
    made.add(quotient: quotient, by: triangle)
    let variances = made.matrix()
    let inverse = try #require(triangle.inverse)
    let (scales, pivots) = (columns.logScales, triangle.pivots)
    for i in 0..<rows {
      var sum = 0.0
      for place in rows..<width {
        let w = inverse * triangle.triangle.columns([place])
        for r in 0..<rows {
          let fromPivots = (0..<rows).reduce(0) {
            $0 + w[$1, 0] * w[$1, 0] * variances[r, pivots[$1]]
          }
          let shown = quotient[r, i] * .exp(scales[pivots[place]] - triangle.logScales[i])
          sum += shown * shown * (variances[r, pivots[place]] + fromPivots)
        }
      }
      let expected = Double.unitRoundoff * sum.squareRoot()
      #expect(abs(found[i] - expected) <= 1e-9 * expected)
    }
  }

  /// Nothing where all columns are pivots, or those that are none are zero.
  @Test func noOthers() throws {
    let factor = Matrix<Double>([[1, 2, 0], [3, -1, 0]])
    let columns = SortedColumns(of: factor, logScales: [0, 0, 0])
    var workspace = LAPACKWorkspace<Double>()
    let (triangle, quotient) = try columns.quotient(by: .householder, workspace: &workspace)
    #expect(triangle.pivots.count == 3 && triangle.logScales.count == 2)
    let errors = RoundingErrors<Double>(GroupedColumns(squaresOf: columns.matrix))
    #expect(
      OtherColumns(
        errors, older: OlderErrors(), in: columns, by: triangle, quotient: quotient) == nil)
  }
}
