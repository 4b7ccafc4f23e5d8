import DenseLinearAlgebra
import TestSupport
import Testing

@Suite struct TriangularInverseTests {
  @Test(arguments: Precision.allCases, [0, 1, 2, 9, 24, 25, 49, 70, 131])
  func inverseTimesTriangle(precision: Precision, size: Int) throws {
    try checkInverse(precision.scalar, size)
  }

  private func checkInverse<Scalar: LinearAlgebraScalar>(_: Scalar.Type, _ size: Int) throws {
    var generator = SeededGenerator(seed: 13)
    var triangle: Matrix<Scalar> = generator.matrix(size, size)
    for j in 0..<size {
      triangle[j, j] += 3
      for i in j + 1..<max(size, j + 1) { triangle[i, j] = 0 }
    }
    var product = try #require(triangle.inverseOfUpperTriangle())
    #expect(
      (0..<size).allSatisfy { j in (j + 1..<max(size, j + 1)).allSatisfy { product[$0, j] == 0 } })
    product.multiplyFromRight(upperTriangular: triangle)
    let identity = Matrix<Scalar>.identity(size)
    let tolerance = Double(size) * lapackThreshold * Scalar.epsilon
    #expect(size == 0 || Double((product - identity).maximumMagnitude) <= tolerance)
  }

  @Test(arguments: [1, 2, 9, 70])
  func estimatesOfTheInverseNorm(size: Int) throws {
    var generator = SeededGenerator(seed: 14)
    var triangle: Matrix<Double> = generator.matrix(size, size)
    for j in 0..<size {
      for i in j + 1..<max(size, j + 1) { triangle[i, j] = 0 }
    }
    let inverse = try #require(triangle.inverseOfUpperTriangle())
    let norm = (0..<size).map { inverse.column($0).reduce(0) { $0 + abs($1) } }.max() ?? 0
    let estimate = triangle.inverseNormOfUpperTriangle()
    #expect(estimate <= 1.001 * norm && estimate >= norm / 10)
  }

  @Test func aSingularTriangleHasAnInfiniteInverse() {
    #expect(Matrix<Double>([[1, 2], [0, 0]]).inverseNormOfUpperTriangle() == .infinity)
  }

  @Test func aZeroOnTheDiagonalHasNoInverse() {
    #expect(Matrix<Double>([[1, 2], [0, 0]]).inverseOfUpperTriangle() == nil)
  }
}
