import DenseLinearAlgebra
import TestSupport
import Testing

@Suite struct MatrixTests {
  private let matrix = Matrix<Double>([[1, 2, 3], [4, 5, 6]])

  @Test func everyOrderOfEntriesGivesTheSameMatrix() {
    #expect(matrix == Matrix(rows: 2, columns: 3, rowMajor: [1, 2, 3, 4, 5, 6]))
    #expect(matrix == Matrix(rows: 2, columns: 3, columnMajor: [1, 4, 2, 5, 3, 6]))
    #expect(matrix.elements == [1, 4, 2, 5, 3, 6])
  }

  @Test func subscriptsCountRowsThenColumns() {
    var changed = matrix
    #expect(changed[1, 0] == 4)
    #expect(changed[0, 2] == 3)
    changed[1, 2] = 9
    #expect(changed.elements == [1, 4, 2, 5, 3, 9])
    #expect(Array(changed.column(2)) == [3, 9])
  }

  @Test func copiesAreIndependent() {
    var copy = matrix
    copy[0, 0] = -1
    #expect(matrix[0, 0] == 1)
    #expect(copy != matrix)
  }

  @Test func sameEntriesInAnotherShapeAreAnotherMatrix() {
    #expect(Matrix<Double>(rows: 2, columns: 3) != Matrix(rows: 3, columns: 2))
    #expect(Matrix<Double>(rows: 2, columns: 0) != Matrix(rows: 3, columns: 0))
  }

  @Test func identityAndDiagonal() {
    #expect(Matrix<Double>.identity(2) == Matrix([[1, 0], [0, 1]]))
    #expect(Matrix<Double>.diagonal([3, -1]) == Matrix([[3, 0], [0, -1]]))
    #expect(Matrix<Double>(rows: 1, columns: 2, repeating: 7) == Matrix([[7, 7]]))
  }

  // The transpose works in tiles of 16: sizes around them.
  @Test(arguments: [0, 1, 15, 16, 33], [0, 1, 16, 17, 40])
  func transposeOfEverySize(rows: Int, columns: Int) {
    var generator = SeededGenerator(seed: 1)
    let matrix: Matrix<Double> = generator.matrix(rows, columns)
    let transposed = matrix.transposed()
    #expect(transposed.rowCount == columns && transposed.columnCount == rows)
    var mismatches = 0
    for i in 0..<rows {
      for j in 0..<columns where transposed[j, i] != matrix[i, j] { mismatches += 1 }
    }
    #expect(mismatches == 0)
    #expect(transposed.transposed() == matrix)
  }

  @Test func submatrixTakesRowsAndColumns() {
    #expect(matrix.submatrix(rows: 1..<2, columns: 1..<3) == Matrix([[5, 6]]))
    #expect(matrix.submatrix(rows: 0..<2, columns: 0..<3) == matrix)
    #expect(matrix.submatrix(rows: 0..<0, columns: 1..<3) == Matrix(rows: 0, columns: 2))
  }

  @Test func reshapeKeepsOnlyTheShape() {
    var changed = matrix
    for (rows, columns) in [(3, 4), (1, 2), (0, 5), (2, 2)] {
      changed.reshape(rows: rows, columns: columns)
      #expect(changed.rowCount == rows && changed.columnCount == columns)
      #expect(changed.elements.count == rows * columns)
    }
  }

  @Test func convertedRoundsEveryEntry() {
    let single = Matrix<Double>([[0.1, 2]]).converted(to: Float.self)
    #expect(single == Matrix<Float>([[0.1, 2]]))
    #expect(single.converted(to: Double.self) == Matrix([[Double(Float(0.1)), 2]]))
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity], [0, 15, 16, 31, 32, 35, 36])
  func firstNonFiniteNamesItsPlace(value: Double, index: Int) {
    var changed = Matrix<Double>(rows: 37, columns: 1, repeating: .greatestFiniteMagnitude)
    #expect(changed.firstNonFinite == nil)
    changed[index, 0] = value
    changed[36, 0] = .nan
    #expect(changed.firstNonFinite?.row == index)
    #expect(changed.firstNonFinite?.column == 0)
  }

  @Test func firstNonFiniteGoesColumnByColumn() {
    let place = Matrix<Double>([[1, 2, .nan], [4, .infinity, 6]]).firstNonFinite
    #expect(place?.row == 1 && place?.column == 1)
    #expect(Matrix<Double>(rows: 0, columns: 3).firstNonFinite == nil)
  }

  @Test func indexOutsideTraps() async {
    await #expect(processExitsWith: .failure) {
      let matrix = Matrix<Double>(rows: 2, columns: 3)
      _ = matrix[2, 0]
    }
  }
}
