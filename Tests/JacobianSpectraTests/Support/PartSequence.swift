import RecurrentJacobians

/// Given matrices as the Jacobians of steps, some of the state as what is looked at, and a variable of which each state
/// says how it moves with it.
struct PartSequence<Scalar: LinearAlgebraScalar>: JacobianSequence {
  let factors: [Matrix<Scalar>]
  /// By state; nil at state 0 for an output gate, which that state does not have.
  let sources: [Matrix<Scalar>?]
  /// What is looked at.
  let rows: Range<Int>

  private var size: Int { factors[0].rowCount }

  var stepCount: Int { factors.count }
  var layout: StateLayout { StateLayout(hiddenCount: size) }
  var edges: EdgeSet { .recurrent }
  var quantity: Quantity { sources[0] == nil ? .output : .hidden }
  var quantities: [Quantity] { [quantity] }

  func makeJacobian() -> BlockMatrix<Scalar> { BlockMatrix(Matrix(rows: size, columns: size)) }

  func writeJacobian(
    of step: Int, along edges: EdgeSet, into jacobian: inout BlockMatrix<Scalar>
  ) {
    jacobian.dense[0].matrix = factors[step - 1]
  }

  func source(of quantity: Quantity, at state: Int) -> BlockMatrix<Scalar>? {
    sources[state].map { BlockMatrix($0) }
  }

  func target(of quantity: Quantity) -> BlockMatrix<Scalar> {
    BlockMatrix(
      rows: size, columns: rows.count,
      diagonal: [.init(row: rows.lowerBound, column: 0, Array(repeating: 1, count: rows.count))])
  }

  func singularValueCount(of quantity: Quantity) -> Int {
    min(rows.count, sources.lazy.compactMap { $0?.columnCount }.min() ?? 0)
  }
}
