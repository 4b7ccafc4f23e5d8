import DenseLinearAlgebra
import TestSupport
import Testing

@Suite struct MatrixProductsTests {
  /// Rounding of a sum of `terms` products, however they are ordered.
  private func tolerance<Scalar: LinearAlgebraScalar>(
    _ left: Matrix<Scalar>, _ right: Matrix<Scalar>, terms: Int
  ) -> Double {
    2 * Double(max(terms, 1)) * Scalar.epsilon
      * Double(left.frobeniusNorm) * Double(right.frobeniusNorm)
  }

  struct Shape: Sendable {
    let rows: Int, inner: Int, columns: Int
  }

  static let shapes = [
    Shape(rows: 1, inner: 1, columns: 1), Shape(rows: 3, inner: 5, columns: 2),
    Shape(rows: 17, inner: 4, columns: 33), Shape(rows: 2, inner: 40, columns: 1),
    Shape(rows: 3, inner: 0, columns: 2), Shape(rows: 0, inner: 3, columns: 2),
    Shape(rows: 3, inner: 2, columns: 0),
  ]

  @Test(arguments: Precision.allCases, shapes)
  func everyTransposeMatchesTheDefinition(precision: Precision, shape: Shape) {
    checkProducts(precision.scalar, shape)
  }

  private func checkProducts<Scalar: LinearAlgebraScalar>(_: Scalar.Type, _ shape: Shape) {
    var generator = SeededGenerator(seed: 2)
    let left: Matrix<Scalar> = generator.matrix(shape.rows, shape.inner)
    let right: Matrix<Scalar> = generator.matrix(shape.inner, shape.columns)
    let truth = left.naiveProduct(with: right)
    let tolerance = tolerance(left, right, terms: shape.inner)
    #expect(Double((left * right - truth).frobeniusNorm) <= tolerance)
    for transposingLeft in [false, true] {
      for transposingRight in [false, true] {
        var product = Matrix<Scalar>(rows: shape.rows, columns: shape.columns, repeating: .nan)
        product.setToProduct(
          of: transposingLeft ? left.transposed() : left,
          and: transposingRight ? right.transposed() : right,
          transposingLeft: transposingLeft, transposingRight: transposingRight)
        #expect(Double((product - truth).frobeniusNorm) <= tolerance)
      }
    }
  }

  @Test(arguments: Precision.allCases)
  func vectorsAreAddedToOneColumn(precision: Precision) {
    checkVectors(precision.scalar)
  }

  private func checkVectors<Scalar: LinearAlgebraScalar>(_: Scalar.Type) {
    var generator = SeededGenerator(seed: 3)
    let left: Matrix<Scalar> = generator.matrix(6, 4)
    let vector: [Scalar] = generator.vector(9)
    let start: Matrix<Scalar> = generator.matrix(6, 3)
    var sum = start
    sum.addProduct(of: left, with: vector[3..<7], toColumn: 1)
    let product = left * Array(vector[3..<7])
    let naive = left.naiveProduct(
      with: Matrix(rows: 4, columns: 1, columnMajor: Array(vector[3..<7])))
    #expect(product.largestDifference(from: naive.elements) <= 8 * Scalar.epsilon)
    for j in 0..<3 {
      for i in 0..<6 {
        let truth = start[i, j] + (j == 1 ? naive[i, 0] : 0)
        #expect(Double((sum[i, j] - truth).magnitude) <= 8 * Scalar.epsilon)
      }
    }
  }

  @Test func sumsAndMultiples() {
    let a = Matrix<Double>([[1, 2], [3, 4]])
    let b = Matrix<Double>([[10, 20], [30, 40]])
    #expect(a + b == Matrix([[11, 22], [33, 44]]))
    #expect(b - a == Matrix([[9, 18], [27, 36]]))
    #expect(10 * a == b)
    #expect(a * [1, -1] == [-1, -1])
  }

  @Test(arguments: Precision.allCases, [1, 2, 9])
  func triangularProductsAndDivisions(precision: Precision, size: Int) {
    checkTriangular(precision.scalar, size)
  }

  private func checkTriangular<Scalar: LinearAlgebraScalar>(_: Scalar.Type, _ size: Int) {
    var generator = SeededGenerator(seed: 4)
    var triangle = Matrix<Scalar>(rows: 0, columns: 0)
    triangle.setToUpperTrapezoid(of: generator.matrix(size, size, within: 0.5), rows: size)
    for i in 0..<size { triangle[i, i] = 2 }
    // What stands below the diagonal is not read.
    var unread = triangle
    for j in 0..<size {
      for i in j + 1..<max(size, j + 1) { unread[i, j] = .nan }
    }
    let wide: Matrix<Scalar> = generator.matrix(size, 5)
    var product = wide
    product.multiplyFromLeft(upperTriangular: unread)
    let truth = triangle.naiveProduct(with: wide)
    #expect(Double((product - truth).frobeniusNorm) <= tolerance(triangle, wide, terms: size))

    let tall: Matrix<Scalar> = generator.matrix(7, size)
    var quotient = tall
    quotient.divideFromRight(byUpperTriangular: unread)
    let back = quotient.naiveProduct(with: triangle)
    #expect(Double((back - tall).frobeniusNorm) <= tolerance(quotient, triangle, terms: size))
  }

  /// A row's error in a triangular division is relative to that row.
  @Test func divisionKeepsSmallRows() {
    var generator = SeededGenerator(seed: 5)
    var triangle = Matrix<Double>(rows: 0, columns: 0)
    triangle.setToUpperTrapezoid(of: generator.matrix(6, 6), rows: 6)
    for i in 0..<6 { triangle[i, i] += 2 }
    let rows: Matrix<Double> = generator.matrix(4, 6)
    var quotient = rows
    quotient.divideFromRight(byUpperTriangular: triangle)
    let factors = [1, 0x1p-300, 0x1p300, 0x1p-900]
    var scaled = rows
    scaled.scale(rows: factors, columns: Array(repeating: 1, count: 6))
    scaled.divideFromRight(byUpperTriangular: triangle)
    scaled.scale(rows: factors.map { 1 / $0 }, columns: Array(repeating: 1, count: 6))
    #expect(scaled.relativeDifference(from: quotient) <= 6 * Double.epsilon)
  }
}
