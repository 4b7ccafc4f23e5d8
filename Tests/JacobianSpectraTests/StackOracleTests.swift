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

  /// The largest difference of a row from its reference, which must lie within its bounds.
  private func difference(_ row: TraceRow, _ reference: Oracle.Reference) -> Double {
    let truth = reference.logSingularValues
    for (bound, pair) in zip(row.errorBounds, zip(row.logSingularValues, truth)) {
      #expect(abs(pair.0 - pair.1) <= bound)
    }
    return row.logSingularValues.largestDifference(from: truth)
  }

  /// Within the promise of 1e-9, with three digits to spare.
  private let tolerance = 1e-12

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
