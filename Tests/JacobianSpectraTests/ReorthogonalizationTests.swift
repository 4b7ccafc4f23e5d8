import RecurrentJacobians
import TestSupport
import Testing

@testable import JacobianSpectra

/// Columns that are made orthogonal once more, and which of them were far from it.
@Suite struct ReorthogonalizationTests {
  private static let tolerance = 32 * Double.epsilon

  private func expectOrthonormal(_ matrix: Matrix<Double>) {
    let gram = matrix.transposed() * matrix
    #expect((gram - .identity(matrix.columnCount)).maximumMagnitude <= Self.tolerance)
  }

  /// e₁, (1, 1)/√2 and 2·e₁ but for its smallest part: the second is half orthogonal, and the third parallel to
  /// the first, which its parts along both do not say as long as these are not orthogonal.
  @Test func parallelBesideHalfOrthogonal() {
    let half = 0.5.squareRoot()
    var matrix = Matrix<Double>(
      rows: 3, columns: 3, rowMajor: [1, half, 1.9, 0, half, 0, 0, 0, 1e-9])
    #expect(matrix.reorthogonalize([1, 2]) == [2])
    expectOrthonormal(matrix)
    #expect(abs(abs(matrix[1, 1]) - 1) <= Self.tolerance)
    #expect(abs(abs(matrix[2, 2]) - 1) <= Self.tolerance)
  }

  @Test func columnsOfOtherNorms() {
    var matrix = Matrix<Double>.identity(4)
    matrix.scaleColumns([1, 0.4, 1.5, 2.5])
    #expect(matrix.reorthogonalize([1, 2, 3]) == [1, 3])
    #expect(matrix == .identity(4))
  }

  /// Where nothing is left, some other direction takes the place.
  @Test func columnsOfNothing() {
    var matrix = Matrix<Double>(rows: 3, columns: 2, rowMajor: [1, 1, 0, 0, 0, 0])
    #expect(matrix.reorthogonalize([1]) == [1])
    expectOrthonormal(matrix)
    matrix.setColumn(1, to: Matrix(rows: 3, columns: 1))
    #expect(matrix.reorthogonalize([1]) == [1])
    expectOrthonormal(matrix)
  }
}
