import DenseLinearAlgebra
import TestSupport
import Testing

@Suite struct MatrixNormsTests {
  @Test(arguments: Precision.allCases)
  func frobeniusNormDoesNotOverflow(precision: Precision) {
    checkNorm(precision.scalar)
  }

  private func checkNorm<Scalar: LinearAlgebraScalar>(_: Scalar.Type) {
    for factor in [1, .leastNormalMagnitude, .greatestFiniteMagnitude / 8] as [Scalar] {
      let matrix = Matrix<Scalar>([[3 * factor, 0], [0, -4 * factor]])
      #expect(matrix.frobeniusNorm.ulps(from: 5 * factor) <= 4)
      #expect(matrix.maximumMagnitude == 4 * factor)
    }
  }

  @Test func emptyAndZero() {
    #expect(Matrix<Double>(rows: 0, columns: 3).frobeniusNorm == 0)
    #expect(Matrix<Double>(rows: 0, columns: 3).maximumMagnitude == 0)
    #expect(Matrix<Double>(rows: 2, columns: 2).frobeniusNorm == 0)
  }

  @Test func infinityIsTheLargest() {
    let matrix = Matrix<Double>([[1, -.infinity, 2]])
    #expect(matrix.maximumMagnitude == .infinity)
    #expect(matrix.frobeniusNorm == .infinity)
  }

  @Test(arguments: 0..<3)
  func nanIsNotLost(place: Int) {
    var matrix = Matrix<Double>([[1, -3, 2]])
    matrix[0, place] = .nan
    #expect(matrix.maximumMagnitude.isNaN)
    #expect(matrix.frobeniusNorm.isNaN)
  }

  @Test(arguments: Precision.allCases)
  func smallestMagnitudeLeavesOutZeros(precision: Precision) {
    checkSmallest(precision.scalar)
  }

  /// Lengths around multiples of a vector's, with the smallest value at every place.
  private func checkSmallest<Scalar: LinearAlgebraScalar>(_: Scalar.Type) {
    #expect(Scalar.smallestMagnitude(of: []) == .infinity)
    for count in 1...35 {
      var values = [Scalar](repeating: 0, count: count)
      #expect(Scalar.smallestMagnitude(of: values) == .infinity)
      for place in 0..<count {
        values[place] = -.leastNonzeroMagnitude
        #expect(Scalar.smallestMagnitude(of: values) == .leastNonzeroMagnitude)
        values[place] = place.isMultiple(of: 2) ? .nan : 1
      }
      #expect(Scalar.smallestMagnitude(of: values) == (count > 1 ? 1 : .infinity))
    }
  }

  @Test(arguments: Precision.allCases)
  func magnitudeRangeIsThatOfEveryEntry(precision: Precision) {
    checkRange(precision.scalar)
  }

  /// Blocks with lengths around multiples of a vector's, with an extreme value at every place of one of them.
  private func checkRange<Scalar: LinearAlgebraScalar>(_: Scalar.Type) {
    for count in 1...35 {
      for place in 0..<count {
        func range(with value: Scalar) -> MagnitudeRange<Scalar> {
          var diagonal = [Scalar](repeating: -2, count: count)
          diagonal[place] = value
          return BlockMatrix(
            rows: count, columns: count,
            dense: [.init(row: 0, column: 0, Matrix(rows: 1, columns: 1, repeating: 3))],
            diagonal: [.init(row: 0, column: 0, diagonal)]
          ).magnitudeRange
        }
        let small = range(with: .leastNonzeroMagnitude)
        #expect(small.smallest == .leastNonzeroMagnitude && small.largest == 3 && small.isFinite)
        let large = range(with: -.greatestFiniteMagnitude)
        #expect(large.largest == .greatestFiniteMagnitude && large.isFinite)
        let infinite = range(with: -.infinity)
        #expect(infinite.largest == .infinity && !infinite.isFinite)
        let unknown = range(with: .nan)
        #expect(unknown.largest == 3 && !unknown.isFinite)
        #expect(unknown.smallest == (count > 1 ? 2 : 3))
      }
    }
  }

  @Test func squaresAndSums() {
    let matrix = Matrix<Double>([[1, -2], [3, 4], [-5, 6], [0, 7], [8, 9]])
    var squares = Matrix<Double>(rows: 0, columns: 0)
    squares.setToSquares(of: matrix)
    #expect(squares == Matrix([[1, 4], [9, 16], [25, 36], [0, 49], [64, 81]]))
    #expect(matrix.columnSumNorm() == 28)
    squares.add(matrix)
    #expect(squares == Matrix([[2, 2], [12, 20], [20, 42], [0, 56], [72, 90]]))
  }
}
