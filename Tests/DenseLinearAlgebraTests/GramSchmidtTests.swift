import DenseLinearAlgebra
import TestSupport
import Testing

@Suite struct GramSchmidtTests {
  /// The last column is a sum of those before it and, by a share of `share`, of one that is orthogonal to them.
  @Test(arguments: Precision.allCases, [1, 0.5, 1e-3])
  func share(precision: Precision, share: Double) throws {
    try checkShare(precision.scalar, share)
  }

  private func checkShare<Scalar: LinearAlgebraScalar>(_: Scalar.Type, _ share: Double) throws {
    let (rows, count) = (20, 6)
    var generator = SeededGenerator(seed: 12)
    let full: Matrix<Scalar> = generator.matrix(rows, count)
    let q = try full.qrFactorization().q
    let before = Scalar((1 - share * share).squareRoot() / Double(count - 1).squareRoot())
    let parts = Array(repeating: before, count: count - 1) + [Scalar(share)]
    var matrix = q
    matrix.setColumn(
      count - 1, to: Matrix(rows: rows, columns: 1, columnMajor: (q * parts).map { 4 * $0 }))
    let found = matrix.orthogonalizeColumn(count - 1)
    let tolerance = lapackThreshold * Scalar.epsilon * Double(rows)
    #expect(abs(Double(found.norm) - 4) <= 4 * tolerance)
    #expect(abs(Double(found.share) - share) <= tolerance)
    #expect(found.isSomething)
    #expect(matrix.lossOfOrthogonality <= tolerance)
    // Rounding of the sum is as large beside what is left as the sum is.
    #expect(matrix.relativeDifference(from: q) <= tolerance / share)
  }

  /// Norms whose squares or reciprocals leave the exponent range.
  @Test(arguments: [.leastNormalMagnitude / 64, 1e-200, 1e200])
  func extremeNorm(size: Double) {
    var matrix = Matrix([[1, size], [0, size], [0, 0]])
    let found = matrix.orthogonalizeColumn(1)
    #expect(abs(found.norm / size - 2.0.squareRoot()) <= 1e-13)
    #expect(matrix[1, 1] == 1 && abs(matrix[0, 1]) <= .ulpOfOne)
  }

  @Test func nothing() {
    var matrix = Matrix([[1.0, 3], [0, 0]])
    #expect(!matrix.orthogonalizeColumn(1).isSomething)
    matrix.setColumn(1, to: Matrix(rows: 2, columns: 1))
    #expect(matrix.orthogonalizeColumn(1) == (0, 0, false))
    #expect(matrix.column(1).allSatisfy { $0 == 0 })
  }
}
