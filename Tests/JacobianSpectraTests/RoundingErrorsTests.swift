import DenseLinearAlgebra
import RealModule
import TestSupport
import Testing

@testable import JacobianSpectra

/// Variances in groups of columns, beside those of every entry.
@Suite struct RoundingErrorsTests {
  /// Sizes below, at and beyond a group of sixteen columns.
  static let sizes = [1, 7, 16, 40, 128, 200]

  private func squares(_ matrix: Matrix<Double>) -> Matrix<Double> {
    Matrix(
      rows: matrix.rowCount, columns: matrix.columnCount,
      columnMajor: matrix.elements.map { $0 * $0 })
  }

  /// V is nowhere below the variances, and just above where columns are alike.
  private func check(_ errors: RoundingErrors<Double>, bound variances: Matrix<Double>) {
    let found = errors.matrix()
    let slack = 1 - Double(variances.columnCount) * Double.epsilon
    for (bound, variance) in zip(found.elements, variances.elements) {
      #expect(bound >= slack * variance)
    }
    // The largest of up to sixteen squares, uniform in 0…1, for each.
    #expect(found.elements.reduce(0, +) <= 4 * variances.elements.reduce(0, +))
  }

  @Test(arguments: sizes)
  func productsOfRoundedMatrices(size: Int) {
    var generator = SeededGenerator(seed: 160)
    let factors: [Matrix<Double>] = (0..<2).map { _ in generator.matrix(size, size) }
    let start: Matrix<Double> = generator.matrix(size, size)
    var variances = Matrix<Double>(rows: size, columns: size)
    var values = start
    var rounded = RoundedMatrix(start)
    for factor in factors {
      variances = squares(factor) * (squares(values) + variances)
      values = factor * values
      var product = RoundedMatrix<Double>()
      product.setToProduct(of: PreparedFactor(BlockMatrix(factor)), and: rounded)
      rounded = product
    }
    check(RoundingErrors<Double>(rounded.variance!), bound: variances)
    check(RoundingErrors<Double>(rounded.productVariance()), bound: variances + squares(values))
  }

  /// Diagonals mix nothing: every entry keeps its own variance.
  @Test func diagonalFactorsKeepColumnsApart() {
    let values = (0..<40).map { Double.exp(-Double($0)) }
    let factor = BlockMatrix(
      rows: 40, columns: 40, dense: [.init(row: 0, column: 0, Matrix(rows: 40, columns: 40))],
      diagonal: [.init(row: 0, column: 0, values)])
    var rounded = RoundedMatrix(Matrix<Double>.identity(40))
    for _ in 0..<2 {
      var product = RoundedMatrix<Double>()
      product.setToProduct(of: PreparedFactor(factor), and: rounded)
      rounded = product
    }
    let found = RoundingErrors<Double>(rounded.variance!).matrix()
    for j in 0..<40 {
      for i in 0..<40 {
        #expect(
          i == j ? found[i, j] >= 2 * Double.pow(values[i], 4) * (1 - 1e-15) : found[i, j] == 0)
      }
    }
  }

  @Test(arguments: sizes)
  func whatColumnsAndTrianglesMakeOfThem(size: Int) {
    var generator = SeededGenerator(seed: 161)
    let values: Matrix<Double> = generator.matrix(size, size)
    var triangle: Matrix<Double> = generator.matrix(size, size)
    for j in 0..<size { for i in j + 1..<max(size, j + 1) { triangle[i, j] = 0 } }
    let order = Array((0..<size).reversed())
    let factors = order.map { $0.isMultiple(of: 2) ? 2.0 : 1.0 }
    let magnitudes = values.rowMagnitudes()

    var errors = RoundingErrors<Double>(GroupedColumns(squaresOf: values))
    errors.selectColumns(order, times: factors)
    errors.add(relativeToRows: magnitudes)
    var variances = squares(values.columns(order, times: factors))
    for j in 0..<size { for i in 0..<size { variances[i, j] += magnitudes[i] * magnitudes[i] } }
    check(errors, bound: variances)
    let sums = errors.columnSums()
    for j in 0..<size {
      let sum = errors.matrix().column(j).reduce(0, +)
      #expect(abs(sums[j] - sum) <= Double(size) * Double.epsilon * sum)
    }

    var turned = errors
    turned.multiplyFromRight(columns: Array(0..<triangle.columnCount), byTransposeOf: triangle)
    check(turned, bound: variances * squares(triangle).transposed())
    errors.multiplyFromRight(upperTriangular: triangle)
    check(errors, bound: variances * squares(triangle))
  }

  /// Σ_k x_rk²·r_kj² for every entry of B = X·R, whatever order the pivots were taken in, and however far rows lie
  /// apart.
  @Test(arguments: sizes)
  func quotientsEntryByEntry(size: Int) throws {
    var generator = SeededGenerator(seed: 162)
    var factor: Matrix<Double> = generator.matrix(size + 3, size)
    factor.scaleRows((0..<size + 3).map { Double.exp(-Double($0 * 60 / (size + 3))) })
    let columns = SortedColumns(
      of: factor, logScales: (0..<size).map { _ in generator.number(within: 20) })
    var workspace = LAPACKWorkspace<Double>()
    let (triangle, basis, order) = try columns.pivotedQuotient(workspace: &workspace)
    var quotient = Matrix<Double>(rows: 0, columns: 0)
    quotient.setToScattered(
      basis, columns: basis.columnCount, rows: factor.rowCount, order: order)
    var errors = RoundingErrors<Double>(exact: columns.matrix)
    errors.add(quotient: quotient, by: triangle)
    let found = errors.matrix()
    for (j, pivot) in triangle.pivots.enumerated() {
      for r in 0..<factor.rowCount {
        let truth = (0...j).reduce(0) {
          let term = quotient[r, $1] * triangle.triangle[$1, j]
          return $0 + term * term
        }
        #expect(abs(found[r, pivot] - truth) <= Double(size + 4) * Double.epsilon * truth)
      }
    }
    // As much as they are in all, in sizes of rank one.
    let sums = errors.columnSums()
    let rankOne = try #require(errors.sizesOfRankOne().first)
    let total = rankOne.rows.reduce(0) { $0 + $1 * $1 }
    for j in 0..<size {
      let sum = total * rankOne.columns[j] * rankOne.columns[j]
      #expect(abs(sum - sums[j]) <= Double(size * 8 + 40) * Double.epsilon * sums[j])
    }
  }
}
