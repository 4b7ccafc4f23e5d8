import DenseLinearAlgebra
import TestSupport
import Testing

/// A panel multiplied by Aᵀ and back by A, against plain loops.
@Suite struct ThereAndBackTests {
  /// About the sizes of registers of 16 to 64 bytes, of groups of them, and of a block in the cache.
  static let sizes = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65]

  @Test(arguments: Precision.allCases, sizes)
  func plainLoopsGiveTheSame(precision: Precision, rows: Int) {
    check(precision.scalar, rows: rows)
  }

  private func check<Scalar: LinearAlgebraScalar>(_: Scalar.Type, rows: Int) {
    for columns in [1, 2, 3, 4, 5, 8, 11] {
      for count in 1...18 { check(Scalar.self, rows: rows, columns: columns, count: count) }
    }
  }

  /// More than fits a block.
  @Test(arguments: Precision.allCases)
  func blocks(precision: Precision) {
    for (rows, columns) in [(260, 131), (1030, 70), (40_000, 6)] {
      check(precision.scalar, rows: rows, columns: columns, count: 3)
    }
  }

  private func check<Scalar: LinearAlgebraScalar>(
    _: Scalar.Type, rows: Int, columns: Int, count: Int
  ) {
    var generator = SeededGenerator(seed: 31)
    let matrix: Matrix<Scalar> = generator.matrix(rows, columns)
    // Columns before and behind those asked for, which stay as they are.
    let source: Matrix<Scalar> = generator.matrix(rows, count + 2)
    let start: Matrix<Scalar> = generator.matrix(columns, count + 2)
    let untouched: Matrix<Scalar> = generator.matrix(rows, count + 2)
    let factors: [Scalar] = generator.vector(count + 2)
    var (there, back) = (start, untouched)
    matrix.multiplyThereAndBack(
      columns: 1..<count + 1, of: source, subtracting: factors, of: &there, into: &back)

    var scaled = start
    scaled.scaleColumns(factors)
    let trueThere = matrix.transposed().naiveProduct(with: source) - scaled
    let trueBack = matrix.naiveProduct(with: there)
    // Rounding of sums of products, however they are ordered.
    let unit = 2 * Scalar.epsilon * Double(matrix.frobeniusNorm)
    let norms = [source, start, there].map { $0.columnNorms().map { Double($0) } }
    for j in 0..<count + 2 {
      guard (1...count).contains(j) else {
        #expect(there.column(j) == start.column(j) && back.column(j) == untouched.column(j))
        continue
      }
      #expect(
        there.column(j).largestDifference(from: trueThere.column(j))
          <= unit * Double(rows) * norms[0][j] + 4 * Scalar.epsilon * norms[1][j])
      #expect(
        back.column(j).largestDifference(from: trueBack.column(j))
          <= unit * Double(columns) * norms[2][j])
    }
  }

  /// What is not finite shows in every sum that it is part of, and in no other.
  @Test(arguments: Precision.allCases, [5, 8, 19, 33, 70])
  func notANumberIsPassedOn(precision: Precision, rows: Int) {
    checkNotANumber(precision.scalar, rows: rows)
  }

  private func checkNotANumber<Scalar: LinearAlgebraScalar>(_: Scalar.Type, rows: Int) {
    var generator = SeededGenerator(seed: 32)
    let clean: Matrix<Scalar> = generator.matrix(rows, 9)
    let source: Matrix<Scalar> = generator.matrix(rows, 5)
    for value in [Scalar.nan, .infinity] {
      for place in [0, rows / 2, rows - 1] {
        var (there, back) = (Matrix<Scalar>(rows: 9, columns: 5), source)
        var matrix = clean
        matrix[place, 6] = value
        matrix.multiplyThereAndBack(
          columns: 0..<5, of: source, subtracting: Array(repeating: 0, count: 5), of: &there,
          into: &back)
        for j in 0..<5 {
          for i in 0..<9 { #expect(there[i, j].isFinite == (i != 6)) }
          #expect(back.column(j).allSatisfy { !$0.isFinite })
        }
        var panel = source
        panel[place, 3] = value
        there = Matrix(rows: 9, columns: 5)
        clean.multiplyThereAndBack(
          columns: 0..<5, of: panel, subtracting: Array(repeating: 0, count: 5), of: &there,
          into: &back)
        for j in 0..<5 {
          #expect(there.column(j).allSatisfy { $0.isFinite == (j != 3) })
          #expect(back.column(j).allSatisfy { $0.isFinite == (j != 3) })
        }
      }
    }
  }
}
