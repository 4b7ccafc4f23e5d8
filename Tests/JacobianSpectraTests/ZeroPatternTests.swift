import DenseLinearAlgebra
import TestSupport
import Testing

@testable import JacobianSpectra

/// Zeros that follow from those of factors, and zeros that rounding has made.
@Suite struct ZeroPatternTests {
  /// Entries of which only some differ from zero, whole numbers up to `limit`.
  private func sparse(
    _ rows: Int, _ columns: Int, limit: Int = 1, from generator: inout SeededGenerator
  ) -> Matrix<Double> {
    var matrix = Matrix<Double>(rows: rows, columns: columns)
    for i in 0..<rows {
      for j in 0..<columns where Int.random(in: 0..<3, using: &generator) == 0 {
        matrix[i, j] = Double(Int.random(in: -limit...limit, using: &generator))
      }
    }
    return matrix
  }

  /// Ones where a pattern of `matrix`'s shape says that it may differ from zero, column by column.
  private func entries(_ pattern: ZeroPattern?, like matrix: Matrix<Double>) -> [Bool] {
    let pattern = pattern ?? .full(rows: matrix.rowCount, columns: matrix.columnCount)
    return (0..<matrix.columnCount).flatMap { j in
      let column = pattern.selected(columns: [j])
      return (0..<matrix.rowCount).map { i in
        (column.selected(rows: i..<i + 1) ?? .full(rows: 1, columns: 1)).structuralRank == 1
      }
    }
  }

  /// A product of magnitudes is zero where no terms are.
  @Test(arguments: [false, true]) func products(transposed: Bool) {
    var generator = SeededGenerator(seed: 501)
    for _ in 0..<40 {
      let left = sparse(5, 6, from: &generator)
      let right = sparse(transposed ? 5 : 6, 4, from: &generator)
      let pattern = ZeroPattern.ofProduct(
        of: BlockMatrix(left), transposed: transposed, and: .of(right), columnCount: 4)
      let factor = transposed ? left.transposed() : left
      let product = factor.magnitudes * right.magnitudes
      #expect(entries(pattern, like: product) == product.elements.map { $0 != 0 })
    }
  }

  /// What a quotient of whole numbers has exactly, its pattern has, and no row of zeros is filled.
  @Test func quotients() throws {
    var generator = SeededGenerator(seed: 502)
    var workspace = LAPACKWorkspace<Double>()
    for _ in 0..<40 {
      let factor = sparse(6, 4, from: &generator)
      let pass = try FactorizationPass(
        of: factor, logScales: [0, -1, -2, -3], by: .householder, pattern: .of(factor),
        workspace: &workspace)
      let found = entries(pass.pattern, like: pass.basis)
      #expect(zip(found, pass.basis.elements).allSatisfy { $0 || $1 == 0 })
      for i in 0..<6 where factor.rowMagnitudes()[i] == 0 {
        #expect(stride(from: i, to: found.count, by: 6).allSatisfy { !found[$0] })
      }
    }
  }

  /// Values that are called exact zeros are no more than the rank of whole numbers leaves, and nothing else is known of
  /// the others beyond it.
  @Test(arguments: 0..<8 as Range<UInt64>) func ranksOfProducts(seed: UInt64) throws {
    var generator = SeededGenerator(seed: 510 + seed)
    for _ in 0..<50 {
      let factors = (0..<4).map { _ in sparse(5, 5, limit: 2, from: &generator) }
      var panel = try GradedPanel<Double>(columns: .identity(5))
      var product = Matrix<Double>.identity(5)
      for factor in factors {
        try panel.push(factor)
        product = factor * product
      }
      let rank = rank(of: product)
      let spectrum = try panel.spectrum()
      for i in 0..<5 where spectrum.isResolved(i) {
        #expect((spectrum.logSingularValues[i] == -.infinity) == (i >= rank), "\(factors)")
      }
    }
  }

  /// By elimination without fractions (Bareiss 1968), of whole numbers that stay below 2^63.
  private func rank(of matrix: Matrix<Double>) -> Int {
    var rows = (0..<matrix.rowCount).map { i in
      (0..<matrix.columnCount).map { Int(matrix[i, $0]) }
    }
    var (rank, last) = (0, 1)
    for column in 0..<matrix.columnCount {
      guard let pivot = rows.indices.dropFirst(rank).first(where: { rows[$0][column] != 0 })
      else { continue }
      rows.swapAt(rank, pivot)
      for i in rows.indices.dropFirst(rank + 1) {
        for j in (0..<matrix.columnCount).reversed() where j >= column {
          rows[i][j] =
            (rows[i][j] * rows[rank][column] - rows[i][column] * rows[rank][j]) / last
        }
      }
      last = rows[rank][column]
      rank += 1
    }
    return rank
  }

  /// A unit of an LSTM of which rounding alone keeps rows of h and C apart, for two steps: ln σ₂ is -170.
  @Test func rowsThatAreAlike() throws {
    var panel = try GradedPanel<Double>(columns: .identity(2))
    try panel.push(
      Matrix([
        [-7.007401120511467e-14, -3.2702753142584107e-13], [0.114661517852409, 0.5351124116907467],
      ]))
    try panel.push(
      Matrix([
        [-1.4949730917241227e-28, -0.0940735643647284], [1.5891532353637943e-27, 1],
      ]))
    let spectrum = try panel.spectrum()
    #expect(spectrum.isResolved(0) && !spectrum.isResolved(1))
  }
}
