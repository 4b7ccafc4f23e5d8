import DenseLinearAlgebra
import RealModule
import TestSupport
import Testing

@testable import JacobianSpectra

/// What a factorization loses in each direction, beside the sum over all entries that it stands for.
@Suite struct LossesTests {
  /// R, X = B·R⁻¹ and errors E of B = X·R, for rows that span `spread` nats.
  private func factorization(size: Int, spread: Double, seed: UInt64) throws -> (
    triangle: GradedTriangle<Double>, quotient: Matrix<Double>, errors: RoundingErrors<Double>
  ) {
    var generator = SeededGenerator(seed: seed)
    var factor: Matrix<Double> = generator.matrix(size, size)
    factor.scaleRows((0..<size).map { .exp(-spread * Double($0) / Double(size)) })
    let columns = SortedColumns(
      of: factor, logScales: (0..<size).map { _ in generator.number(within: 8) })
    var workspace = LAPACKWorkspace<Double>()
    let (triangle, quotient) = try columns.quotient(by: .householder, workspace: &workspace)
    var errors = RoundingErrors<Double>(GroupedColumns(squaresOf: columns.matrix))
    errors.add(relativeToRows: columns.matrix.rowMagnitudes())
    return (triangle, quotient, errors)
  }

  /// u·(1 + √(Σ_i>j f_ij + Σ_i≤j≤k c_ik²·f_ik)), f_ij = Σ_r x_ri²·v_rj, v = V·(R⁻¹∘R⁻¹).
  private func definition(
    _ triangle: GradedTriangle<Double>, _ quotient: Matrix<Double>, _ variances: Matrix<Double>
  ) throws -> [Double] {
    let inverse = try #require(triangle.inverse)
    let scales = triangle.logScales
    /// c_ij²; from one direction to the next, where they do not quite descend.
    func visibility(_ i: Int, _ j: Int) -> Double {
      let steps = (min(i, j)..<j).map { min(scales[$0 + 1] - scales[$0], 0) }
      return .exp(2 * steps.reduce(0, +))
    }
    /// The variance of F_ij.
    func variance(_ i: Int, _ j: Int) -> Double {
      (0..<quotient.rowCount).reduce(0) { sum, r in
        let variance = scales.indices.reduce(0) {
          $0 + variances[r, triangle.pivots[$1]] * inverse[$1, j] * inverse[$1, j]
        }
        return sum + quotient[r, i] * quotient[r, i] * variance
      }
    }
    let shown = scales.indices.map { i in scales.indices.map { variance(i, $0) } }
    return scales.indices.map { j in
      var sum = scales.indices.dropFirst(j + 1).reduce(0) { $0 + shown[$1][j] }
      for i in 0...j {
        for k in j..<scales.count { sum += visibility(i, k) * shown[i][k] }
      }
      return Double.unitRoundoff * (1 + sum.squareRoot())
    }
  }

  /// Sums of n² terms, and what 1 - Σ x² of the rest rounds away.
  private func tolerance(_ size: Int) -> Double { 64 * Double(size * size) * Double.epsilon }

  @Test(arguments: [1, 2, 9, 40], [0.0, 6])
  func boundsLieAbove(size: Int, spread: Double) throws {
    let (triangle, quotient, errors) = try factorization(size: size, spread: spread, seed: 170)
    let truth = try definition(triangle, quotient, errors.matrix())
    let divided = try #require(triangle.divided(errors))
    let losses = triangle.losses(of: divided, quotient: quotient)
    let bounds = triangle.simpleLosses(of: divided)
    for j in truth.indices {
      #expect(abs(losses[j] - truth[j]) <= tolerance(size) * truth[j])
      #expect(bounds[j].bound >= truth[j] * (1 - tolerance(size)))
      // The variances of a column are above their mean by no more than the spread.
      #expect(bounds[j].spread >= 1 - tolerance(size))
    }
  }

  /// Where rows are alike a bound is close: the largest variance in place of the mean.
  @Test func boundsAreCloseWhereRowsAreAlike() throws {
    let (triangle, quotient, errors) = try factorization(size: 64, spread: 0, seed: 171)
    let truth = try definition(triangle, quotient, errors.matrix())
    for (bound, loss) in zip(
      triangle.simpleLosses(of: try #require(triangle.divided(errors))), truth)
    {
      #expect(bound.spread < 16)
      #expect(bound.bound <= 4 * loss)
    }
  }

  @Test(arguments: [1, 2, 9, 40], [0.0, 6])
  func oneByOne(size: Int, spread: Double) throws {
    let (triangle, quotient, errors) = try factorization(size: size, spread: spread, seed: 172)
    var made = errors
    made.add(quotient: quotient, by: triangle)
    let truth = try definition(triangle, quotient, made.matrix())
    for j in truth.indices {
      let loss = try #require(
        triangle.closeLoss(inDirection: j, of: errors, quotient: quotient, basis: quotient))
      #expect(abs(loss - truth[j]) <= tolerance(size) * truth[j])
    }
  }

  /// One column that nearly depends on the others is counted by itself: as if all were.
  private func checkOneLargeLoss<Scalar: LinearAlgebraScalar>(
    rows: Int, distance: Scalar
  ) throws {
    let size = 48
    var generator = SeededGenerator(seed: 173)
    var factor: Matrix<Scalar> = generator.matrix(rows, size)
    let nearly: [Scalar] = generator.unitVector(rows)
    for i in 0..<rows { factor[i, size - 1] = factor[i, 0] + distance * nearly[i] }
    let columns = SortedColumns(of: factor, logScales: (0..<size).map { -Double($0) })
    var workspace = LAPACKWorkspace<Scalar>()
    let (triangle, quotient) = try columns.quotient(by: .householder, workspace: &workspace)
    let errors = RoundingErrors<Scalar>(GroupedColumns(squaresOf: columns.matrix))
    let (some, all) = (
      QuotientErrors(
        of: errors, in: columns, by: triangle, method: .householder, quotient: quotient,
        basis: quotient, closely: false),
      QuotientErrors(
        of: errors, in: columns, by: triangle, method: .householder, quotient: quotient,
        basis: quotient, closely: true)
    )
    let byRows = 8 * Double(size) * Scalar.unitRoundoff
    #expect(all.losses[size - 1] > byRows)
    #expect(all.losses.dropLast().allSatisfy { $0 < byRows })
    for j in 0..<size {
      // The others are bounded by rows, or counted, too.
      #expect(some.losses[j] >= all.losses[j] * (1 - tolerance(size)))
      #expect(some.losses[j] <= max(all.losses[j] * (1 + tolerance(size)), byRows))
    }
  }

  @Test func oneLargeLoss() throws {
    try checkOneLargeLoss(rows: 48, distance: 1e-3 as Double)
    try checkOneLargeLoss(rows: 70, distance: 1e-3 as Double)
    try checkOneLargeLoss(rows: 48, distance: 1e-3 as Float)
  }
}
