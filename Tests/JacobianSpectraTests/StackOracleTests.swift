import RecurrentJacobians
import TestSupport
import Testing

/// Jacobians across layers against the true singular values.
@Suite struct StackOracleTests {
  private static let name = "lstm_stack_6"
  private static let quantities: [Quantity] = [.hidden, .cell, .state]

  private func jacobians() throws -> some JacobianSequence<Double> {
    let folder = Fixture.path("oracles/\(Self.name)")
    let stack = try LayerStack<LSTM<Double>>(contentsOf: folder + "/weights.safetensors")
    return try stack.run(over: Matrix(contentsOf: folder + "/inputs.npy")).jacobians(from: 0, to: 1)
  }

  /// The largest difference of a row from its reference, which must lie within its bounds. What the row
  /// calls rounding noise is exactly zero: over one step the upper state sees of the lower one what
  /// its h says, which has half the rank.
  private func difference(_ row: TraceRow, _ reference: Oracle.Reference) -> Double {
    let truth = reference.logSingularValues
    #expect(row.logSingularValues.count == truth.count)
    var largest = 0.0
    for (index, (value, truth)) in zip(row.logSingularValues, truth).enumerated() {
      guard row.isResolved(index) else {
        #expect(truth == -.infinity)
        continue
      }
      #expect(abs(value - truth) <= row.errorBounds[index])
      largest = max(largest, abs(value - truth))
    }
    return largest
  }

  /// Within the promise, with three digits to spare.
  private let tolerance = promised / 1000

  @Test func pairByPair() throws {
    let jacobians = try jacobians()
    for reference in try Oracle(Self.name).references {
      let quantity = try #require(Quantity(rawValue: reference.quantity))
      let trace = try jacobians.trace(quantity, step: reference.step, lags: [reference.lag])
      #expect(difference(trace.rows[0], reference) < tolerance)
    }
  }

  @Test(arguments: quantities)
  func allLagsAtOnce(quantity: Quantity) throws {
    let rows = try jacobians().trace(quantity, step: 60, lags: 1...60).rows
    let references = try Oracle(Self.name).references.filter {
      $0.quantity == quantity.rawValue && $0.step == 60
    }
    #expect(references.count == 6)
    for reference in references {
      #expect(difference(rows[reference.lag - 1], reference) < tolerance)
    }
  }
}
