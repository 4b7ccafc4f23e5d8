import DenseLinearAlgebra
import RecurrentCells
import RecurrentJacobians
import TestSupport
import Testing

@testable import JacobianSpectra

/// Bounds of the trained network that comes with the package: that they hold, and that they are sharp.
@Suite struct CertifiedExampleTests {
  static let series: [(Quantity, EdgeSet)] = [
    (.hidden, .all), (.cell, .all), (.cellTotal, .all), (.output, .all), (.hidden, .outputPath),
  ]

  /// Of 12 800 values no more than two in a hundred have a bound beyond the promise, and half of them one beyond a
  /// tenth of it; and all lags at once agree with single pairs as far as both bounds say.
  @Test(arguments: series)
  func boundsAreSharpAndHold(quantity: Quantity, edges: EdgeSet) throws {
    let run = try Example.sileroVAD()
    let step = run.stepCount
    let rows = try run.trace(quantity, edges: edges, step: step, lags: 1...100).rows
    let bounds = rows.flatMap(\.errorBounds).sorted()
    #expect(bounds.allSatisfy { $0 < 1e-6 })
    #expect(bounds[bounds.count * 98 / 100] <= promised)
    #expect(bounds[bounds.count / 2] <= promised / 10)
    for lag in [3, 30, 100] {
      let single = try run.trace(quantity, edges: edges, step: step, lags: [lag]).rows[0]
      let row = rows[lag - 1]
      for i in row.logSingularValues.indices {
        let difference = abs(row.logSingularValues[i] - single.logSingularValues[i])
        #expect(difference <= row.errorBounds[i] + single.errorBounds[i], "lag \(lag) value \(i)")
      }
    }
  }

  /// The Jacobians of the output path depend on closed gates, and older errors may return: they are followed from
  /// the start, and their samples have come all the way.
  @Test func returningErrorsAreFollowedFromTheStart() throws {
    let run = try Example.sileroVAD()
    let states = 0...run.stepCount
    let recursion = try AdjointRecursion(
      sequence: run, quantity: .hidden, edges: .outputPath, states: states)
    var followed: [Bool] = []
    try recursion.forEachBlock(step: run.stepCount, lags: [1, 2, 3, 10, 11]) { _, block in
      followed.append(block.columns.older.samples != nil)
    }
    #expect(followed.first == false)
    #expect(followed.suffix(2) == [true, true])
    let forward = ForwardRecursion(sequence: run, quantity: .hidden, edges: .outputPath)
    let block = try #require(try forward.block(step: run.stepCount, lag: 11))
    #expect(block.columns.older.samples != nil)
  }
}
