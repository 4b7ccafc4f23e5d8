import DenseLinearAlgebra
import RealModule
import TestSupport
import Testing

@testable import JacobianSpectra

@Suite struct InverseNormProbeTests {
  /// The largest of four squares with a mean of ‖L⁻¹·diag(f)‖_F², hardly ever below a hundredth of it and never
  /// above n times it, whether L is well-conditioned or not. With L = Q·R the inverse is R⁻¹·Qᵀ.
  private func check(_ probe: InverseNormProbe<Double>, against rows: Matrix<Double>) throws {
    let factors = try rows.qrFactorization()
    let inverse = try #require(factors.r.inverseOfUpperTriangle()) * factors.q.transposed()
    for decay in [0.0, 3] {
      let scales = (0..<rows.rowCount).map { Double.exp(-decay * Double($0)) }
      var scaled = inverse
      scaled.scaleColumns(scales)
      let (norm, truth) = (probe.norm(columnsTimes: scales), scaled.frobeniusNorm)
      #expect(norm >= truth / 10)
      #expect(norm <= Double(rows.rowCount).squareRoot() * truth)
    }
  }

  private func ones(_ count: Int) -> [Double] { Array(repeating: 1, count: count) }

  @Test(arguments: [1, 2, 7, 30])
  func followsProducts(size: Int) throws {
    var generator = SeededGenerator(seed: 171)
    var rows = Matrix<Double>.identity(size)
    var probe = InverseNormProbe<Double>(identity: size)
    for _ in 0..<6 {
      var graded: Matrix<Double> = generator.matrix(size, size)
      for j in 0..<size {
        for i in j..<size { graded[i, j] = i == j ? 1 : 0 }
      }
      let pivots = (0..<size).shuffled(using: &generator)
      rows = graded * rows.rows(pivots)
      let norms = rows.normalizeRows()
      probe.pass(through: graded, pivots: pivots, norms: norms)
      try check(probe, against: rows)
    }
  }

  @Test func rowsAtHand() throws {
    var generator = SeededGenerator(seed: 172)
    var rows: Matrix<Double> = generator.matrix(9, 9)
    _ = rows.normalizeRows()
    try check(InverseNormProbe(of: rows), against: rows)
    // Fewer rows than columns: L⁺ in place of L⁻¹, and of orthonormal rows its norm is √6.
    let orthonormal = try (generator.orthogonal(9) as Matrix<Double>).rows(Array(0..<6))
    let norm = InverseNormProbe(of: orthonormal)
      .norm(columnsTimes: ones(6))
    #expect(abs(norm - 6.0.squareRoot()) <= 100 * Double.ulpOfOne)
  }

  @Test func rowsThatNearlyDependOnEachOther() throws {
    // Two rows an angle of 1e-6 apart, which vectors of equal signs would not see.
    var probe = InverseNormProbe<Double>(identity: 2)
    let graded = Matrix<Double>([[1, 1e6], [0, 1]])
    var rows = graded
    let norms = rows.normalizeRows()
    probe.pass(through: graded, pivots: [0, 1], norms: norms)
    try check(probe, against: rows)
  }

  @Test func rowsThatDependOnEachOther() {
    let rows = Matrix<Double>([[0.6, 0.8], [0.6, 0.8]])
    let probe = InverseNormProbe(of: rows)
    #expect(probe.norm(columnsTimes: ones(2)) > 1e14)
  }

  @Test func rowsThatAreNotFinite() {
    let rows = Matrix<Double>([[1, .nan], [0, 1]])
    #expect(InverseNormProbe(of: rows).norm(columnsTimes: ones(2)) == .infinity)
  }
}
