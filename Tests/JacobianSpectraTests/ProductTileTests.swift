import RealModule
import RecurrentJacobians
import TestSupport
import Testing

@testable import JacobianSpectra

@Suite struct ProductTileTests {
  private func tile(
    _ left: Matrix<Double>, _ right: Matrix<Double>, image: (Matrix<Double>) -> Matrix<Double>
  ) -> ProductTile<Double> {
    var tile = ProductTile<Double>()
    tile.left = [ScaledMatrix(left.transposed())]
    tile.right = [ScaledMatrix(right)]
    var random = SeededGenerator(seed: 1)
    tile.starts = Matrix(
      rows: left.rowCount, columns: 1, columnMajor: random.unitVector(left.rowCount))
    var images = ScaledColumns<Double>(rows: right.columnCount)
    images.columns = image(ProductTile.imageScale * tile.starts)
    images.exponents = [0]
    tile.images = [images]
    return tile
  }

  /// Wide, tall and square products beside their singular values.
  @Test(arguments: [(1, 1, 1), (3, 5, 2), (20, 30, 20), (40, 10, 25)])
  func denseProductHasTheSame(rows: Int, inner: Int, columns: Int) throws {
    var generator = SeededGenerator(seed: 150)
    let left: Matrix<Double> = generator.matrix(rows, inner)
    let right: Matrix<Double> = generator.matrix(inner, columns)
    let product = left * right
    var tile = tile(left, right) { product.transposed() * $0 }
    let value = try #require(tile.logNorms(of: [FactorPair(left: 0, right: 0)])[0])
    let truth = try product.singularValues()[0]
    #expect(abs(value.value - .log(truth)) <= 64 * Double(inner) * Double.epsilon)
    #expect(abs(value.value - .log(truth)) <= value.errorBound)
    #expect(value.errorBound <= 2 * ProductTile<Double>.residualLimit)
  }

  /// θ² that is an entry of the diagonal to rounding, above one that hardly couples: nothing has converged.
  @Test func nearBreakdownIsNotConvergence() {
    var value = BidiagonalRitzValue()
    value.append(alpha: 0.5, beta: 0.2)
    value.append(alpha: 0.5, beta: 1e-9)
    value.append(alpha: 1, beta: 0.3)
    #expect(value.residual >= 0.1)
  }

  /// A product that differs from the factors' by more than rounding may be: no value.
  @Test func imageThatDoesNotAgree() {
    var generator = SeededGenerator(seed: 151)
    let left: Matrix<Double> = generator.matrix(8, 8)
    let right: Matrix<Double> = generator.matrix(8, 8)
    for (error, isAccepted) in [(0, true), (1e-15, true), (1e-9, false), (.nan, false)] {
      var tile = tile(left, right) { (1 + error) * ((left * right).transposed() * $0) }
      let value = tile.logNorms(of: [FactorPair(left: 0, right: 0)])[0]
      #expect((value != nil) == isAccepted)
      if let value { #expect(value.errorBound >= error) }
    }
  }
}
