import RecurrentJacobians
import TestSupport
import Testing

/// One step's Jacobian: its six edges, and its structure.
@Suite struct StepJacobianTests {
  private func run<Scalar: LinearAlgebraScalar>(
    _: Scalar.Type
  ) throws -> Trajectory<LSTM<Scalar>> {
    var generator = SeededGenerator(seed: 40)
    let lstm: LSTM<Scalar> = try generator.lstm(units: 8, inputs: 3)
    return try lstm.trajectory(over: generator.matrix(10, 3))
  }

  @Test(arguments: Precision.allCases)
  func edgesSumToTheWhole(precision: Precision) throws {
    try checkEdges(precision.scalar)
  }

  private func checkEdges<Scalar: LinearAlgebraScalar>(_ type: Scalar.Type) throws {
    let run = try run(type)
    let zero = Matrix<Scalar>(rows: 8, columns: 8)
    for step in [1, 2, 10] {
      func single(_ edge: EdgeSet) -> Matrix<Scalar> { run.stepJacobian(step: step, edges: edge) }
      let readout = Matrix.diagonal(run.cell.cellReadout(of: run.record(of: step))!.values)
      let carry = single(.carry).block(1, 1)
      let output = single(.outputGate).block(0, 0)
      let toCell =
        single(.forgetGate).block(1, 0) + single(.inputGate).block(1, 0)
        + single(.candidate).block(1, 0)
      let whole = run.stepJacobian(step: step)
      let tolerance = 8 * Scalar.epsilon
      #expect(
        whole.block(0, 0).relativeDifference(from: output + readout * toCell) <= tolerance)
      #expect(whole.block(0, 1).relativeDifference(from: readout * carry) <= tolerance)
      #expect(whole.block(1, 0).relativeDifference(from: toCell) <= tolerance)
      #expect(whole.block(1, 1) == carry)
      // Alone, an edge fills its own block only; the read-out leads nowhere.
      for (edge, row, column) in [
        (EdgeSet.carry, 1, 1), (.forgetGate, 1, 0), (.inputGate, 1, 0), (.candidate, 1, 0),
        (.outputGate, 0, 0),
      ] {
        for i in 0...1 {
          for j in 0...1 {
            #expect(
              (single(edge).block(i, j) == zero) == ((i, j) != (row, column))
                || (edge == .forgetGate && step == 1))
          }
        }
      }
      #expect(single(.readout).maximumMagnitude == 0)
      #expect(single([]).maximumMagnitude == 0)
    }
  }

  /// Every step in its order, also where threads share the memory.
  @Test(arguments: [1, 4])
  func allStepsAtOnce(threads: Int) throws {
    var generator = SeededGenerator(seed: 44)
    let rnn: RNN<Double> = try generator.rnn(units: 7, inputs: 2, nonlinearity: .tanh)
    let sequences: [any JacobianSequence<Double>] = [
      try run(Double.self), try rnn.trajectory(over: generator.matrix(12, 2)),
    ]
    for sequence in sequences {
      for edges in [.all, sequence.edges.members[0]] {
        var next = 2
        try sequence.forEachStepJacobian(steps: 2...9, edges: edges, threads: threads) {
          #expect($0 == next)
          #expect($1 == sequence.stepJacobian(step: $0, edges: edges))
          next += 1
        }
        #expect(next == 10)
      }
    }
    let error = #expect(throws: TraceError.self) {
      try sequences[1].forEachStepJacobian(steps: 2...9, edges: .carry, threads: threads) { _, _ in
      }
    }
    #expect(error?.code == .unknownEdges)
  }

  @Test func theForgetGateHasNothingToForgetAtFirst() throws {
    let run = try run(Double.self)
    #expect(run.stepJacobian(step: 1, edges: .forgetGate).maximumMagnitude == 0)
    #expect(run.stepJacobian(step: 2, edges: .forgetGate).maximumMagnitude > 0)
  }

  @Test(arguments: Precision.allCases)
  func blocksApplyLikeTheDenseMatrix(precision: Precision) throws {
    try checkApplication(precision.scalar)
  }

  private func checkApplication<Scalar: LinearAlgebraScalar>(_ type: Scalar.Type) throws {
    let run = try run(type)
    var generator = SeededGenerator(seed: 41)
    let panel: Matrix<Scalar> = generator.matrix(16, 5)
    let tolerance = 16 * Scalar.epsilon
    var blocks = run.makeJacobian()
    var product = panel
    for edges in [EdgeSet.all, .carousel, .outputPath, [.readout, .carry, .inputGate]] {
      run.writeJacobian(of: 7, along: edges, into: &blocks)
      let dense = run.stepJacobian(step: 7, edges: edges)
      #expect(blocks.denseMatrix() == dense)
      blocks.multiply(panel, into: &product)
      #expect(product.relativeDifference(from: dense.naiveProduct(with: panel)) <= tolerance)
      blocks.multiplyTransposed(panel, into: &product)
      #expect(
        product.relativeDifference(from: dense.transposed().naiveProduct(with: panel)) <= tolerance)
    }
  }
}
