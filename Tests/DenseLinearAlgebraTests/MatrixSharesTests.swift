import DenseLinearAlgebra
import TestSupport
import Testing

/// Sums over squares, as errors are measured by, against their definitions.
@Suite struct MatrixSharesTests {
  /// Rows are taken sixteen at a time: below, at and above that, and no row at all.
  @Test(arguments: [0, 1, 5, 15, 16, 17, 40], Precision.allCases)
  func rowSumsOfSquares(rowCount: Int, precision: Precision) {
    checkRowSums(precision.scalar, rowCount: rowCount)
  }

  private func checkRowSums<Scalar: LinearAlgebraScalar>(_: Scalar.Type, rowCount: Int) {
    var generator = SeededGenerator(seed: UInt64(rowCount))
    for columnCount in [1, rowCount, rowCount + 3] {
      let matrix: Matrix<Scalar> = generator.matrix(rowCount, columnCount)
      let roots: [Scalar] = generator.vector(columnCount)
      let factors = roots.map { $0 * $0 }
      func sums(from first: (_ row: Int) -> Int) -> [Scalar] {
        (0..<rowCount).map { i in
          (min(first(i), columnCount)..<columnCount).reduce(0) {
            $0 + matrix[i, $1] * matrix[i, $1] * factors[$1]
          }
        }
      }
      // In the same order of additions: equal to the last digit.
      #expect(matrix.rowSumsOfSquares(columnsTimes: factors) == sums { _ in 0 })
      #expect(matrix.upperRowSumsOfSquares(columnsTimes: factors) == sums { $0 })
    }
  }

  /// Rows are taken eight at a time.
  @Test(arguments: [(1, 1), (8, 8), (7, 5), (21, 12)], Precision.allCases)
  func sharesByTheirDefinition(shape: (rows: Int, columns: Int), precision: Precision) {
    checkShares(precision.scalar, shape.rows, shape.columns)
  }

  private func checkShares<Scalar: LinearAlgebraScalar>(
    _: Scalar.Type, _ rowCount: Int, _ columnCount: Int
  ) {
    var generator = SeededGenerator(seed: 77)
    let basis: Matrix<Scalar> = generator.matrix(rowCount, columnCount)
    let signed: Matrix<Double> = generator.matrix(rowCount, columnCount)
    let values = Matrix<Double>(
      rows: rowCount, columns: columnCount, columnMajor: signed.elements.map { $0.magnitude })
    let ratios: [Double] = generator.vector(columnCount)
    var decays = ratios.map(\.magnitude)
    decays[0] = 0
    // Scales so far apart that nothing passes between them.
    if columnCount > 4 { decays[3] = 0 }
    func decay(_ i: Int, _ j: Int) -> Double {
      i < j ? decays[i + 1...j].reduce(1, *) : 1
    }
    func square(_ r: Int, _ i: Int) -> Double { Double(basis[r, i]) * Double(basis[r, i]) }
    let sums = values.columnSums(weightedBySharesOf: basis, decays: decays)
    for j in 0..<columnCount {
      var expected = 0.0
      for r in 0..<rowCount {
        for i in 0..<columnCount { expected += values[r, j] * decay(i, j) * square(r, i) }
        for k in j + 1..<columnCount {
          for i in 0...j { expected += values[r, k] * decay(i, k) * square(r, i) }
        }
      }
      // Of terms that are not negative, each rounded some times as often as there are columns.
      let tolerance = Double(8 * columnCount + rowCount) * .ulpOfOne * expected
      #expect((sums[j] - expected).magnitude <= tolerance)
    }
  }

  /// An infinite value behind scales that nothing passes from stays where it is.
  @Test func infiniteValuesPassNoGap() {
    var values = Matrix<Double>(rows: 9, columns: 3, repeating: 1)
    values[4, 2] = .infinity
    let sums = values.columnSums(
      weightedBySharesOf: Matrix<Double>(rows: 9, columns: 3, repeating: 1), decays: [0, 1, 0])
    #expect(sums[0].isFinite && sums[1].isFinite && !sums[2].isFinite)
  }
}
