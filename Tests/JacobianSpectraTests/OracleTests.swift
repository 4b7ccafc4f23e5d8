import RecurrentJacobians
import TestSupport
import Testing

@testable import JacobianSpectra

/// Every singular value of every reference, by both recursions.
@Suite struct OracleTests {
  @Test(arguments: Oracle.names)
  func forwardRecursion(name: String) throws {
    let oracle = try Oracle(name)
    let sequence = try oracle.sequence(name)
    for reference in oracle.references {
      let request = reference.request
      let rows = try sequence.trace(request).rows
      #expect(rows.count == 1)
      compare(rows[0].logSingularValues, reference, name, "forward")
    }
  }

  @Test(arguments: Oracle.names)
  func adjointRecursion(name: String) throws {
    let oracle = try Oracle(name)
    let sequence = try oracle.sequence(name)
    for reference in oracle.references where reference.lag > 1 {
      var request = reference.request
      request.lags = Array(1...reference.lag)
      let rows = try sequence.trace(request).rows
      #expect(rows.count == reference.lag)
      compare(rows.last!.logSingularValues, reference, name, "adjoint")
    }
  }

  private func compare(
    _ values: [Double], _ reference: Oracle.Reference, _ name: String, _ recursion: String
  ) {
    #expect(values.count == reference.logSingularValues.count)
    var worst = 0.0
    for (value, truth) in zip(values, reference.logSingularValues) {
      if truth == -.infinity {
        #expect(value == -.infinity)
      } else {
        let difference = abs(value - truth)
        if !(difference <= worst) { worst = difference }
      }
    }
    #expect(worst < promised, "\(name) \(recursion) \(reference)")
  }
}

extension Oracle {
  /// The network run over its inputs.
  func sequence(_ name: String) throws -> any JacobianSequence<Double> {
    func run<Cell: RecurrentCell>(_ cell: Cell) throws -> any JacobianSequence<Double>
    where Cell.Scalar == Double {
      try cell.trajectory(over: Matrix(contentsOf: Fixture.path("oracles/\(name)/inputs.npy")))
    }
    return try run(network(name))
  }
}

extension Oracle.Reference {
  var request: TraceRequest {
    let edges = EdgeSet.named.filter { self.edges.contains($0.name) }.map(\.edge)
    return TraceRequest(
      series: [.init(Quantity(rawValue: quantity)!, edges: EdgeSet(edges))], steps: [step],
      lags: [lag], measures: .sigma)
  }
}
