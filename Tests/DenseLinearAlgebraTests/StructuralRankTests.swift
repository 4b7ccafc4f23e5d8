import DenseLinearAlgebra
import TestSupport
import Testing

@Suite struct StructuralRankTests {
  @Test(arguments: [
    ([[0.0, 0], [0, 0]], 0), ([[1, 2], [3, 4]], 2), ([[1, 1], [1, 1]], 2),
    ([[1, 2, 0], [0, 0, 3], [0, 0, 4]], 2), ([[0, 1, 0], [0, 0, 1], [0, 0, 0]], 2),
    ([[1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 1, 1]], 3), ([[1, 1, 1]], 1),
    // Every earlier choice has to move.
    ([[1, 1, 0], [1, 0, 1], [0, 0, 1]], 3), ([[1, 1, 1], [1, 1, 0], [1, 0, 0]], 3),
  ])
  func small(rows: [[Double]], rank: Int) {
    #expect(Matrix(rows).structuralRank == rank)
    #expect(Matrix(rows).transposed().structuralRank == rank)
  }

  /// Random entries in the places that are not zero have that rank.
  @Test func randomEntries() throws {
    var generator = SeededGenerator(seed: 181)
    for _ in 0..<60 {
      let (m, n) = (
        Int.random(in: 1...7, using: &generator), Int.random(in: 1...7, using: &generator)
      )
      var matrix: Matrix<Double> = generator.matrix(m, n)
      for i in 0..<m {
        for j in 0..<n where Int.random(in: 0..<3, using: &generator) > 0 { matrix[i, j] = 0 }
      }
      let values = try matrix.singularValues()
      #expect(matrix.structuralRank == values.count { $0 > 1e-10 })
    }
  }

  @Test func empty() {
    #expect(Matrix<Double>(rows: 0, columns: 3).structuralRank == 0)
    #expect(Matrix<Double>(rows: 3, columns: 0).structuralRank == 0)
  }
}
