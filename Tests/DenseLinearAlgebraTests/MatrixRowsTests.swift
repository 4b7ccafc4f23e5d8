import DenseLinearAlgebra
import TestSupport
import Testing

@Suite struct MatrixRowsTests {
  private let matrix = Matrix<Double>([[1, -2, 3], [-4, 5, 0], [0, 0, 0]])

  @Test func rowsAndColumnsInAnyOrder() {
    #expect(matrix.rows([2, 0, 0]) == Matrix([[0, 0, 0], [1, -2, 3], [1, -2, 3]]))
    #expect(matrix.rows([]) == Matrix(rows: 0, columns: 3))
    #expect(matrix.columns([2, 0]) == Matrix([[3, 1], [0, -4], [0, 0]]))
  }

  @Test func scatterPutsRowsBack() {
    var target = Matrix<Double>(rows: 1, columns: 1, repeating: .nan)
    target.setToScattered(Matrix([[1, 2, 9], [3, 4, 9]]), columns: 2, rows: 4, order: [3, 1])
    #expect(target == Matrix([[0, 0], [3, 4], [0, 0], [1, 2]]))
    target.setToScattered(matrix.rows([2, 0, 1]), columns: 3, rows: 3, order: [2, 0, 1])
    #expect(target == matrix)
  }

  @Test func scaleRowsAndColumns() {
    var scaled = matrix
    scaled.scale(rows: [1, 2, 3], columns: [1, 10, 100])
    #expect(scaled == Matrix([[1, -20, 300], [-8, 100, 0], [0, 0, 0]]))
    scaled = matrix
    scaled.scale(rows: [2, 1, 1], columns: [3], from: 1)
    #expect(scaled == Matrix([[1, -12, 3], [-4, 15, 0], [0, 0, 0]]))
  }

  @Test func scaleTheUpperPart() {
    let factors: [Double] = [1, 10, 100]
    #expect(
      matrix.upperScaled(rows: [1, 2, 3], columns: factors)
        == Matrix([[1, -20, 300], [0, 100, 0], [0, 0, 0]]))
    #expect(
      matrix.rows([1]).upperScaled(rows: [2], columns: factors)
        == Matrix([[-8, 100, 0]]))
    #expect(
      matrix.columns([0]).upperScaled(rows: [5, 1, 1], columns: [2]) == Matrix([[10], [0], [0]]))
  }

  @Test(arguments: Precision.allCases) func normsBeyondTheRange(precision: Precision) {
    checkNorms(precision.scalar)
  }

  /// 3, 4, 5 times the smallest number of all, one near the largest, an infinite one.
  private func checkNorms<Scalar: LinearAlgebraScalar>(_: Scalar.Type) {
    let (small, large) = (Scalar.leastNonzeroMagnitude, Scalar.greatestFiniteMagnitude / 8)
    let rows = Matrix<Scalar>([
      [3 * small, 4 * small], [3 * large, 4 * large], [.infinity, 1], [0, 0],
    ])
    let columns = rows.transposed().columnNorms()
    #expect(columns[0] == 5 * small && columns[2] == .infinity && columns[3] == 0)
    #expect((columns[1] / large - 5).magnitude <= 8 * .ulpOfOne)
    var norms = rows.rowNorms()
    #expect(norms[0] == 5 * small)
    #expect((norms[1] / large - 5).magnitude <= 8 * .ulpOfOne)
    #expect(norms[2] == .infinity)
    #expect(norms[3] == 0)
    var normal = rows.rows([0, 1, 3])
    norms = normal.normalizeRows()
    #expect(norms[0] == 5 * small)
    for i in 0..<2 {
      #expect((normal[i, 0] - 0.6).magnitude <= 4 * .ulpOfOne)
      #expect((normal[i, 1] - 0.8).magnitude <= 4 * .ulpOfOne)
    }
    #expect(normal[2, 0] == 0 && normal[2, 1] == 0)
  }

  @Test func magnitudes() {
    #expect(matrix.rowMagnitudes() == [3, 5, 0])
    #expect(matrix.magnitudes(inGroupsOf: 2) == Matrix([[2, 3], [5, 0], [0, 0]]))
    #expect(Matrix<Double>(rows: 2, columns: 0).magnitudes(inGroupsOf: 4).columnCount == 0)
    #expect(matrix.columnMagnitudes() == [4, 5, 3])
    #expect(Matrix<Double>(rows: 2, columns: 0).rowMagnitudes() == [0, 0])
    #expect(Matrix<Double>(rows: 0, columns: 2).columnMagnitudes() == [0, 0])
  }

  // Columns are searched sixteen entries at a time.
  @Test(arguments: 0..<37)
  func columnMagnitudesFindEveryPlace(place: Int) {
    var column = Matrix<Double>(rows: 37, columns: 2, repeating: 0.5)
    column[place, 1] = -8
    #expect(column.columnMagnitudes() == [0.5, 8])
  }

  @Test func fillAndTrapezoid() {
    var filled = matrix
    filled.fillRows(1..<3, with: 7)
    #expect(filled == Matrix([[1, -2, 3], [7, 7, 7], [7, 7, 7]]))
    filled.setToUpperTrapezoid(of: Matrix([[1, 2, 3], [4, 5, 6], [7, 8, 9]]), rows: 2)
    #expect(filled == Matrix([[1, 2, 3], [0, 5, 6]]))
  }

  @Test func setRowsToSums() {
    let source = Matrix<Double>([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    var target = Matrix<Double>(rows: 3, columns: 3, repeating: -1)
    target.setRows(
      1..<3,
      toSumOf: [.init([2, 3], times: source, from: 0), .init([10, -1], times: source, from: 1)])
    #expect(target == Matrix([[-1, -1, -1], [42, 54, 66], [5, 7, 9]]))
    target.setRows(0..<2, toSumOf: [])
    #expect(target == Matrix([[0, 0, 0], [0, 0, 0], [5, 7, 9]]))
  }

  @Test func setRowsToSumsOfItsOwn() {
    var target = Matrix<Double>([[1, 2], [3, 4], [5, 6]])
    target.setRows(
      1..<3,
      toSumOf: [.init([1, 10], times: target, from: 0), .init([2, 20], times: target, from: 1)])
    #expect(target == Matrix([[1, 2], [7, 10], [130, 160]]))
  }

  @Test(arguments: [(0, 3), (3, 0)]) func setRowsOfNothing(rows: Int, columns: Int) {
    var target = Matrix<Double>(rows: rows, columns: columns)
    target.setRows(
      0..<rows, toSumOf: [.init(Array(repeating: 1, count: rows), times: target, from: 0)])
    #expect(target == Matrix(rows: rows, columns: columns))
  }

  @Test func setNoRows() {
    var target = Matrix<Double>([[1, 2], [3, 4]])
    target.setRows(1..<1, toSumOf: [.init([], times: target, from: 2)])
    #expect(target == Matrix([[1, 2], [3, 4]]))
  }

  // Lengths around those of vector registers and of the batches that they take.
  @Test(arguments: Precision.allCases, [1, 7, 8, 9, 16, 31, 32, 33, 64, 67])
  func sumsAreRoundedAsOneByOne(precision: Precision, count: Int) {
    checkSums(precision.scalar, count)
  }

  private func checkSums<Scalar: LinearAlgebraScalar>(_: Scalar.Type, _ count: Int) {
    var random = SeededGenerator(seed: UInt64(count))
    // Of sources with columns of different lengths.
    let terms: [(factors: [Scalar], source: Matrix<Scalar>, firstRow: Int)] = (0..<4).map {
      (random.vector(count), random.matrix(count + 2 * $0, 37), $0)
    }
    for termCount in 1...4 {
      var target: Matrix<Scalar> = random.matrix(2 * count + 3, 37)
      var expected = target
      target.setRows(
        2..<count + 2,
        toSumOf: terms.prefix(termCount).map {
          .init($0.factors, times: $0.source, from: $0.firstRow)
        })
      target.addScaledRows(terms[1].factors, from: 2, to: count + 3)
      for j in 0..<37 {
        for i in 0..<count {
          expected[2 + i, j] = terms[0].factors[i] * terms[0].source[i, j]
          for term in terms[1..<termCount] {
            expected[2 + i, j] += term.factors[i] * term.source[term.firstRow + i, j]
          }
          expected[count + 3 + i, j] += terms[1].factors[i] * expected[2 + i, j]
        }
      }
      #expect(target == expected)
    }
    let source = terms[3].source
    let factors = (random.vector(37) as [Scalar]).map { $0.magnitude }
    #expect(
      source.rowMagnitudes(columnsTimes: factors)
        == (0..<count + 6).map { i in
          (0..<37).map { j in factors[j] * source[i, j].magnitude }.max()!
        })
  }

  @Test(arguments: Precision.allCases)
  func normalizeRows(precision: Precision) {
    checkNormalizedRows(precision.scalar)
  }

  /// Rows near either end of the exponent range, where squares leave it.
  private func checkNormalizedRows<Scalar: LinearAlgebraScalar>(_: Scalar.Type) {
    let factors: [Scalar] = [
      1, .leastNormalMagnitude, .greatestFiniteMagnitude / 8,
      1 / .greatestFiniteMagnitude.squareRoot(),
    ]
    for factor in factors {
      var rows = Matrix<Scalar>([[3 * factor, -4 * factor], [0, 0], [0, factor]])
      let norms = rows.normalizeRows()
      let expected: [Scalar] = [5 * factor, 0, factor]
      for (norm, truth) in zip(norms, expected) { #expect(norm.ulps(from: truth) <= 4) }
      let units: [Scalar] = [3 / 5, 0, 0, -4 / 5, 0, 1]
      #expect(rows.elements.largestDifference(from: units) <= 4 * Scalar.epsilon)
    }
  }
}
