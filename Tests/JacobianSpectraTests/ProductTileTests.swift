import RealModule
import RecurrentJacobians
import TestSupport
import Testing

@testable import JacobianSpectra

@Suite struct ProductTileTests {
  private func tile<Scalar>(
    _ left: Matrix<Scalar>, _ right: Matrix<Scalar>, image: (Matrix<Scalar>) -> Matrix<Scalar>
  ) -> ProductTile<Scalar> {
    var tile = ProductTile<Scalar>()
    tile.left = [ScaledMatrix(left.transposed())]
    tile.right = [ScaledMatrix(right)]
    var random = SeededGenerator(seed: 1)
    tile.starts = Matrix(
      rows: left.rowCount, columns: 1, columnMajor: random.unitVector(left.rowCount))
    var images = ScaledColumns<Scalar>(rows: right.columnCount)
    let scales = ProductTile<Scalar>.imageScales
    images.columns = Matrix(
      rows: right.columnCount, columns: scales.count,
      columnMajor: scales.flatMap { image($0 * tile.starts).elements })
    images.exponents = scales.map { _ in 0 }
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
    #expect(value.errorBound <= 1e-9)
  }

  /// The identity as the left factor, spelled out and not.
  @Test(arguments: [1, 6, 33])
  func leftIdentity(rows: Int) throws {
    var generator = SeededGenerator(seed: 153)
    let right: Matrix<Double> = generator.matrix(rows, 9)
    var tile = tile(.identity(rows), right) { right.transposed() * $0 }
    let pair = FactorPair(left: 0, right: 0)
    let spelledOut = try #require(tile.logNorms(of: [pair])[0])
    tile.isLeftIdentity = true
    tile.left = []
    let value = try #require(tile.logNorms(of: [pair])[0])
    let truth = try Double.log(right.singularValues()[0])
    #expect(abs(value.value - truth) <= value.errorBound)
    #expect(abs(value.value - spelledOut.value) <= value.errorBound + spelledOut.errorBound)
  }

  /// B·Bᵀ for ones on and below the diagonal of B has the eigenvalues 2 + 2·cos(2jπ/(2n + 1)), the more of them
  /// near 4 the larger n is.
  @Test(arguments: [1, 1e-60, 1e-78, 1e-120, 1e-290, 1e130] as [Double])
  func ritzValuesThatCrowd(scale: Double) {
    var value = BidiagonalRitzValue()
    for n in 1...256 {
      value.append(alpha: scale, beta: scale)
      let truth = scale * 2 * Double.cos(Double.pi / Double(2 * n + 1))
      #expect(abs(value.value - truth) <= Double(n) * 4 * Double.ulpOfOne * truth, "\(n)")
    }
  }

  /// A start that has next to nothing of the vector that counts, and one that has the most of all.
  @Test(arguments: [1e-100, 1e-20, 1e20, 1e100] as [Double])
  func ritzValuesOfOtherSizeThanTheFirst(ratio: Double) {
    var value = BidiagonalRitzValue()
    value.append(alpha: 1e-40, beta: 1e-40)
    value.append(alpha: 1e-40 * ratio, beta: 1e-40)
    value.append(alpha: 1e-40, beta: 0)
    // The largest value of ((1, 0, 0), (1, r, 0), (0, 1, 1)).
    let truth = 1e-40 * (ratio > 1 ? ratio : 2.0.squareRoot())
    #expect(abs(value.value - truth) <= 1e-15 * truth)
  }

  /// The first component of the eigenvector of ((1, 1), (1, 2)), which is (1, φ) for the golden ratio φ.
  @Test func shareOfTheStart() {
    var value = BidiagonalRitzValue()
    value.append(alpha: 1, beta: 1)
    #expect(value.startShare == 1)
    value.append(alpha: 1, beta: 1)
    let golden = (1 + Double(5).squareRoot()) / 2
    #expect(
      abs(value.startShare - 1 / (1 + golden * golden).squareRoot()) <= 4 * Double.ulpOfOne)
  }

  /// Products of which either factor has parts as small as the product itself: beyond what single precision holds
  /// there is no value, and none is wrong.
  @Test func normsFarBelowThoseOfFactors() throws {
    for exponent in stride(from: 4, through: 30, by: 2) {
      let isKnown = try checkNorm(belowThoseOfFactorsBy: exponent, Float.self)
      #expect(isKnown == (exponent <= 14), "\(exponent)")
    }
    for exponent in stride(from: 10, through: 290, by: 10) {
      let isKnown = try checkNorm(belowThoseOfFactorsBy: exponent, Double.self)
      #expect(isKnown || exponent > 120, "\(exponent)")
    }
  }

  /// Whether there is a value of a product that is small by 10^-`exponent` beside its factors.
  private func checkNorm<Scalar: LinearAlgebraScalar>(
    belowThoseOfFactorsBy exponent: Int, _: Scalar.Type
  ) throws -> Bool {
    let n = 5
    var generator = SeededGenerator(seed: UInt64(152 + exponent))
    let (leftParts, rightParts): ([Matrix<Scalar>], [Matrix<Scalar>]) = (
      (0..<2).map { _ in generator.matrix(n, n) }, (0..<2).map { _ in generator.matrix(n, n) }
    )
    let small = Scalar(Double.exp10(-Double(exponent)))
    var left = Matrix<Scalar>(rows: n, columns: 2 * n)
    var right = Matrix<Scalar>(rows: 2 * n, columns: n)
    for i in 0..<n {
      for j in 0..<n {
        left[i, j] = small * leftParts[0][i, j]
        left[i, n + j] = leftParts[1][i, j]
        right[i, j] = rightParts[0][i, j]
        right[n + i, j] = small * rightParts[1][i, j]
      }
    }
    var tile = tile(left, right) { right.transposed() * (left.transposed() * $0) }
    // Without the size that both terms have.
    let product =
      leftParts[0].converted(to: Double.self) * rightParts[0].converted(to: Double.self)
      + leftParts[1].converted(to: Double.self) * rightParts[1].converted(to: Double.self)
    let truth = try Double.log(product.singularValues()[0]) + .log(Double(small))
    let value = tile.logNorms(of: [FactorPair(left: 0, right: 0)])[0]
    if let value { #expect(abs(value.value - truth) <= value.errorBound, "\(exponent)") }
    return value != nil
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
