import DenseLinearAlgebra
import TestSupport
import Testing

@Suite struct BlockMatrixTests {
  /// Dense blocks and diagonals that overlap, leave rows and columns empty, and stand off the corner.
  private func example<Scalar: LinearAlgebraScalar>(
    _: Scalar.Type, _ generator: inout SeededGenerator
  ) -> BlockMatrix<Scalar> {
    BlockMatrix(
      rows: 9, columns: 7,
      dense: [
        .init(row: 1, column: 0, generator.matrix(4, 3)),
        .init(row: 3, column: 2, generator.matrix(2, 4)),
      ],
      diagonal: [
        .init(row: 0, column: 1, generator.vector(5)),
        .init(row: 6, column: 3, generator.vector(2)),
      ])
  }

  @Test func overlappingBlocksAdd() {
    let blocks = BlockMatrix<Double>(
      rows: 3, columns: 3,
      dense: [
        .init(row: 0, column: 0, Matrix([[1, 2], [3, 4]])),
        .init(row: 1, column: 1, Matrix([[10, 20], [30, 40]])),
      ],
      diagonal: [.init(row: 0, column: 1, [100, 200])])
    #expect(blocks.denseMatrix() == Matrix([[1, 102, 0], [3, 14, 220], [0, 30, 40]]))
    var product = Matrix<Double>(rows: 0, columns: 0)
    blocks.multiply(.identity(3), into: &product)
    #expect(product == blocks.denseMatrix())
    blocks.multiplyTransposed(.identity(3), into: &product)
    #expect(product == blocks.denseMatrix().transposed())
  }

  @Test(arguments: Precision.allCases, [1, 4, 0])
  func productsMatchTheDenseMatrix(precision: Precision, columns: Int) {
    checkProducts(precision.scalar, columns)
  }

  private func checkProducts<Scalar: LinearAlgebraScalar>(_ type: Scalar.Type, _ columns: Int) {
    var generator = SeededGenerator(seed: 13)
    let blocks = example(type, &generator)
    let dense = blocks.denseMatrix()
    let tolerance = 16 * Scalar.epsilon
    // What the target held before does not matter, nor does its shape.
    var product = Matrix<Scalar>(rows: 3, columns: 8, repeating: .nan)
    let right: Matrix<Scalar> = generator.matrix(7, columns)
    blocks.multiply(right, into: &product)
    #expect(product.relativeDifference(from: dense.naiveProduct(with: right)) <= tolerance)
    let left: Matrix<Scalar> = generator.matrix(9, columns)
    blocks.multiplyTransposed(left, into: &product)
    #expect(
      product.relativeDifference(from: dense.transposed().naiveProduct(with: left)) <= tolerance)

    product = Matrix(rows: 3, columns: 8, repeating: .nan)
    blocks.multiplyFromRight(left.transposed(), into: &product)
    #expect(
      product.relativeDifference(from: left.transposed().naiveProduct(with: dense)) <= tolerance)
    product = Matrix(rows: 8, columns: 3, repeating: .nan)
    blocks.multiplyTransposedFromRight(right.transposed(), into: &product)
    #expect(
      product.relativeDifference(
        from: right.transposed().naiveProduct(with: dense.transposed())) <= tolerance)
  }

  @Test(arguments: Precision.allCases)
  func scaleMatchesTheDenseMatrix(precision: Precision) {
    checkScale(precision.scalar)
  }

  private func checkScale<Scalar: LinearAlgebraScalar>(_ type: Scalar.Type) {
    var generator = SeededGenerator(seed: 14)
    var blocks = example(type, &generator)
    var dense = blocks.denseMatrix()
    let (rows, columns): ([Scalar], [Scalar]) = (generator.vector(9), generator.vector(7))
    let (rowFactors, columnFactors) = (rows.map(\.magnitude), columns.map(\.magnitude))
    blocks.scale(rows: rowFactors, columns: columnFactors)
    dense.scale(rows: rowFactors, columns: columnFactors)
    #expect(blocks.denseMatrix().relativeDifference(from: dense) <= 4 * Scalar.epsilon)
  }

  @Test(arguments: Precision.allCases)
  func strongestPaths(precision: Precision) {
    checkStrongestPaths(precision.scalar)
  }

  /// Overlapping blocks are paths of their own: the strongest of them counts, not their sum.
  private func checkStrongestPaths<Scalar: LinearAlgebraScalar>(_ type: Scalar.Type) {
    var generator = SeededGenerator(seed: 15)
    let blocks = example(type, &generator)
    var strongest = Matrix<Scalar>(rows: 9, columns: 7)
    func raise(_ i: Int, _ j: Int, _ value: Scalar) {
      strongest[i, j] = max(strongest[i, j], value.magnitude)
    }
    for block in blocks.dense {
      for i in 0..<block.matrix.rowCount {
        for j in 0..<block.matrix.columnCount {
          raise(block.row + i, block.column + j, block.matrix[i, j])
        }
      }
    }
    for block in blocks.diagonal {
      for (i, value) in block.values.enumerated() { raise(block.row + i, block.column + i, value) }
    }
    let toColumns = (generator.vector(7) as [Scalar]).map(\.magnitude)
    let fromRows = (generator.vector(9) as [Scalar]).map(\.magnitude)
    #expect(
      blocks.strongestPaths(to: toColumns)
        == (0..<9).map { i in (0..<7).map { strongest[i, $0] * toColumns[$0] }.max()! })
    #expect(
      blocks.strongestPaths(to: fromRows, transposed: true)
        == (0..<7).map { j in (0..<9).map { strongest[$0, j] * fromRows[$0] }.max()! })
  }

  @Test func oneDenseBlockIsTheMatrixItself() {
    var generator = SeededGenerator(seed: 16)
    let matrix: Matrix<Double> = generator.matrix(3, 5)
    #expect(BlockMatrix(matrix).denseMatrix() == matrix)
  }

  @Test(arguments: Precision.allCases)
  func movingGivesTheSameMatrix(precision: Precision) {
    checkMoves(precision.scalar)
  }

  /// Twice into the same memory, as a recycled block and matrix are used.
  private func checkMoves<Scalar: LinearAlgebraScalar>(_ type: Scalar.Type) {
    var generator = SeededGenerator(seed: 29)
    let whole = BlockMatrix(Matrix<Scalar>([[1, 2, 3], [4, 5, 6]]))
    for blocks in [whole, example(type, &generator)] {
      var result = Matrix<Scalar>(rows: 1, columns: 1, repeating: .nan)
      for _ in 0..<2 {
        var moved = blocks
        moved.moveDense(into: &result)
        #expect(result == blocks.denseMatrix())
        #expect(moved.dense[0].matrix.rowCount == blocks.dense[0].matrix.rowCount)
        #expect(moved.dense[0].matrix.columnCount == blocks.dense[0].matrix.columnCount)
      }
    }
  }

  @Test func noBlocksAreZero() {
    let blocks = BlockMatrix<Double>(rows: 2, columns: 3)
    var product = Matrix<Double>(rows: 2, columns: 3, repeating: .nan)
    blocks.multiply(.identity(3), into: &product)
    #expect(product == Matrix(rows: 2, columns: 3))
    #expect(blocks.denseMatrix() == product)
    #expect(blocks.strongestPaths(to: [1, 1, 1]) == [0, 0])
  }

  @Test func blockOutsideTraps() async {
    await #expect(processExitsWith: .failure) {
      _ = BlockMatrix<Double>(
        rows: 2, columns: 2, diagonal: [.init(row: 1, column: 0, [1, 1])])
    }
  }

  /// Roots are rounded.
  @Test func boundsOnTheNorm() throws {
    let diagonal = BlockMatrix<Double>(
      rows: 4, columns: 4, diagonal: [.init(row: 1, column: 0, [0.5, -3, 2])])
    #expect(abs(diagonal.normBound - 3) <= 4 * Double.ulpOfOne * 3)
    // Of entries in one row and one column Frobenius's norm is the smaller.
    let cross = BlockMatrix(Matrix<Double>([[1, 1, 1], [1, 0, 0], [1, 0, 0]]))
    #expect(abs(cross.normBound - 5.0.squareRoot()) <= 4 * Double.ulpOfOne * 3)
    var random = SeededGenerator(seed: 5)
    for _ in 0..<20 {
      let blocks = BlockMatrix<Double>(
        rows: 6, columns: 5, dense: [.init(row: 1, column: 0, random.matrix(5, 4))],
        diagonal: [.init(row: 0, column: 0, random.vector(5)), .init(row: 1, column: 0, [1, 1])])
      let norm = try #require(try blocks.denseMatrix().singularValues().first)
      #expect(blocks.normBound >= norm)
    }
    #expect(BlockMatrix<Double>(rows: 2, columns: 3).normBound == 0)
  }

  @Test func squaresOfEveryBlock() {
    let blocks = BlockMatrix<Double>(
      rows: 2, columns: 3, dense: [.init(row: 0, column: 0, Matrix([[1, -2], [3, 0]]))],
      diagonal: [.init(row: 1, column: 2, [-4])])
    #expect(blocks.squares().denseMatrix() == Matrix([[1, 4, 0], [9, 0, 16]]))
  }

  @Test func ownFactorsOfRows() {
    var blocks = BlockMatrix<Double>(
      rows: 4, columns: 4, dense: [.init(row: 2, column: 0, Matrix(rows: 2, columns: 2))],
      diagonal: [
        .init(row: 0, column: 0, [2, 3]), .init(row: 0, column: 0, [1, -1]),
        .init(row: 2, column: 0, [5, 6]),
      ])
    #expect(blocks.ownFactors(of: 0..<2) == [3, 2])
    #expect(blocks.ownFactors(of: 2..<4) == nil)
    #expect(blocks.ownFactors(of: 1..<3) == nil)
    blocks.diagonal[2].values = [0, 0]
    #expect(blocks.ownFactors(of: 2..<4) == [0, 0])
    blocks.dense[0].matrix[1, 1] = 1
    #expect(blocks.ownFactors(of: 0..<2) == nil)
  }
}
