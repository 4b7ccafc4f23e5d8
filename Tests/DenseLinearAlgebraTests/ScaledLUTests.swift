import DenseLinearAlgebra
import RealModule
import TestSupport
import Testing

@Suite struct ScaledLUTests {
  /// W with rows and columns in pivot order.
  private func permuted<Scalar>(_ matrix: Matrix<Scalar>, by factors: ScaledLU<Scalar>) -> Matrix<
    Scalar
  > {
    matrix.rows(factors.rowOrder).columns(factors.columnOrder)
  }

  private func expectFactors<Scalar: LinearAlgebraScalar>(_ type: Scalar.Type) throws {
    var generator = SeededGenerator(seed: 301)
    for count in [1, 2, 7, 40] {
      let matrix: Matrix<Scalar> = generator.matrix(count, count)
      let (a, b) = (
        (0..<count).map { _ in Double.random(in: -6...6, using: &generator) },
        (0..<count).map { _ in Double.random(in: -6...6, using: &generator) }
      )
      let factors = try #require(ScaledLU(of: matrix, rowScales: a, columnScales: b))
      var scaled = matrix
      scaled.scale(
        rows: a.map { Scalar(Double.exp($0)) }, columns: b.map { Scalar(Double.exp($0)) })
      var product = factors.upperFactor()
      product.scaleRows(factors.logPivots.map { Scalar(Double.exp($0)) })
      product = factors.transposedLowerFactor().transposed() * product
      // Higham 2002, theorem 9.3, with |L|, |U| ≤ 1; and rounding of logs of up to 12.
      let tolerance = 4 * Scalar(count + 12) * .ulpOfOne * scaled.maximumMagnitude
      #expect((product - permuted(scaled, by: factors)).maximumMagnitude <= tolerance)
      for factor in [factors.transposedLowerFactor(), factors.upperFactor()] {
        #expect(factor.maximumMagnitude <= 1 + 8 * Scalar.ulpOfOne)
      }
      let inverses = try #require(factors.inverses())
      let unit =
        inverses.lowerTransposed.transposed() * permuted(matrix, by: factors) * inverses.upper
      let magnified =
        Scalar(count) * .ulpOfOne * inverses.lowerTransposed.frobeniusNorm
        * inverses.upper.frobeniusNorm * matrix.frobeniusNorm
      #expect((unit - .identity(count)).maximumMagnitude <= 4 * magnified)
    }
  }

  @Test func factors() throws {
    try expectFactors(Double.self)
    try expectFactors(Float.self)
  }

  /// Σ d = Σ a + Σ b + ln|det W|, with scales over hundreds of thousands of nats.
  @Test(arguments: [1.0, 300, 1e5])
  func determinant(spread: Double) throws {
    var generator = SeededGenerator(seed: 302)
    let count = 24
    let matrix: Matrix<Double> = generator.matrix(count, count)
    let scales = (0..<2).map { _ in
      (0..<count).map { _ in spread * Double.random(in: -1...1, using: &generator) }
    }
    let factors = try #require(
      ScaledLU(of: matrix, rowScales: scales[0], columnScales: scales[1]))
    let expected = try scales.joined().reduce(matrix.logDeterminant(), +)
    #expect(
      abs(factors.logPivots.reduce(0, +) - expected)
        <= 1e-11 + 4 * Double(count) * spread * .ulpOfOne)
    for factor in [factors.transposedLowerFactor(), factors.upperFactor()] {
      #expect(factor.maximumMagnitude <= 1 + 8 * Double.ulpOfOne)
    }
  }

  /// The largest entry as scaled stands where no weight can show it: zeros everywhere above it.
  @Test func farBelowTheLargestScale() throws {
    let matrix = Matrix([[0.0, 0, 1], [0, 2, 0], [3, 0, 0]])
    let factors = try #require(
      ScaledLU(of: matrix, rowScales: [9000, 0, -4000], columnScales: [8000, 0, -20000]))
    #expect(factors.logPivots == [4000 + .log(3), .log(2), -11000])
    #expect(factors.rowOrder == [2, 1, 0])
  }

  @Test func singular() {
    let matrix = Matrix([[1.0, 1], [1, 1]])
    #expect(ScaledLU(of: matrix, rowScales: [0, 0], columnScales: [0, 0]) == nil)
    #expect(
      ScaledLU(
        of: Matrix<Double>(rows: 2, columns: 2), rowScales: [0, 0], columnScales: [0, 0]) == nil)
    #expect(
      ScaledLU(of: Matrix([[Double.nan]]), rowScales: [0], columnScales: [0]) == nil)
  }
}

extension Matrix<Double> {
  fileprivate func logDeterminant() throws -> Double {
    let r = try qrFactorization().r
    return (0..<r.rowCount).reduce(0) { $0 + .log(r[$1, $1].magnitude) }
  }
}
