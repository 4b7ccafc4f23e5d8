import DenseLinearAlgebra
import TestSupport
import Testing

@Suite struct CholeskyTests {
  @Test(arguments: Precision.allCases, [1, 2, 9, 40])
  func factorOfTheGramMatrix(precision: Precision, size: Int) throws {
    try checkFactor(precision.scalar, size)
  }

  private func checkFactor<Scalar: LinearAlgebraScalar>(_: Scalar.Type, _ size: Int) throws {
    var generator = SeededGenerator(seed: 11)
    let matrix: Matrix<Scalar> = generator.matrix(2 * size + 3, size)
    let factor = try #require(matrix.choleskyFactorOfGramMatrix())
    for j in 0..<size {
      #expect(factor[j, j] > 0)
      #expect(factor.column(j).dropFirst(j + 1).allSatisfy { $0 == 0 })
    }
    let gram = matrix.transposed().naiveProduct(with: matrix)
    let unit = Scalar.epsilon * Double(matrix.rowCount)
    let product = factor.transposed().naiveProduct(with: factor)
    #expect(product.relativeDifference(from: gram) <= lapackThreshold * unit)
  }

  @Test func dependentColumnsHaveNoFactor() {
    #expect(Matrix<Double>([[1, 1], [0, 0]]).choleskyFactorOfGramMatrix() == nil)
    #expect(Matrix<Double>([[1, 0], [1, 0]]).choleskyFactorOfGramMatrix() == nil)
    #expect(Matrix<Double>(rows: 0, columns: 2).choleskyFactorOfGramMatrix() == nil)
  }

  @Test func emptyFactor() {
    let empty = Matrix<Double>(rows: 0, columns: 0)
    #expect(Matrix<Double>(rows: 3, columns: 0).choleskyFactorOfGramMatrix() == empty)
  }
}
