import RecurrentJacobians

@testable import JacobianSpectra

/// Some of the state of other steps as what is looked at, and a variable of which each state says how it moves with it.
struct PartSequence<Scalar: LinearAlgebraScalar>: JacobianSequence {
  let steps: DenseSequence<Scalar>
  /// By state; nil at state 0 for an output gate, which that state does not have.
  let sources: [Matrix<Scalar>?]
  /// What is looked at.
  let rows: Range<Int>

  var stepCount: Int { steps.stepCount }
  var layout: StateLayout { steps.layout }
  var edges: EdgeSet { steps.edges }
  var quantity: Quantity { sources[0] == nil ? .output : .hidden }
  var quantities: [Quantity] { [quantity] }

  func makeJacobian() -> BlockMatrix<Scalar> { steps.makeJacobian() }

  func writeJacobian(
    of step: Int, along edges: EdgeSet, into jacobian: inout BlockMatrix<Scalar>
  ) {
    steps.writeJacobian(of: step, along: edges, into: &jacobian)
  }

  func source(of quantity: Quantity, at state: Int) -> BlockMatrix<Scalar>? {
    sources[state].map { BlockMatrix($0) }
  }

  func target(of quantity: Quantity) -> BlockMatrix<Scalar> { selector([rows]) }

  func singularValueCount(of quantity: Quantity) -> Int {
    min(rows.count, sources.lazy.compactMap { $0?.columnCount }.min() ?? 0)
  }
}
