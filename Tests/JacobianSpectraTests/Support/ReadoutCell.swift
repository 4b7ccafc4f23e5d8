import RecurrentJacobians

/// An RNN whose only edge is called a read-out.
struct ReadoutCell: RecurrentCell {
  typealias Scalar = Double

  static let name = "readout"
  let rnn: RNN<Double>

  var inputCount: Int { rnn.inputCount }
  var layout: StateLayout { rnn.layout }
  var edges: EdgeSet { .readout }
  var quantities: [Quantity] { rnn.quantities }
  var preActivationCount: Int { rnn.preActivationCount }

  func gates(of step: StepRecord<Double>) -> [(name: String, values: [Double])] { [] }
  func inputDrive(of inputs: Matrix<Double>) -> Matrix<Double> { rnn.inputDrive(of: inputs) }
  func advance(
    step: Int, preActivations: inout Matrix<Double>, states: inout Matrix<Double>
  ) { rnn.advance(step: step, preActivations: &preActivations, states: &states) }
  func makeJacobian() -> BlockMatrix<Double> { rnn.makeJacobian() }

  private func renamed(_ edges: EdgeSet) -> EdgeSet { edges.contains(.readout) ? .recurrent : [] }

  func writeJacobian(
    of step: StepRecord<Double>, along edges: EdgeSet, into jacobian: inout BlockMatrix<Double>
  ) { rnn.writeJacobian(of: step, along: renamed(edges), into: &jacobian) }
  func evaluate<Number: StepNumber<Double>>(
    state: [Number], input: [Number], carrying edges: EdgeSet
  ) -> [Number] { rnn.evaluate(state: state, input: input, carrying: renamed(edges)) }
}
