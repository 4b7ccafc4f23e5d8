import DenseLinearAlgebra
import JacobianSpectra
import RecurrentCells

/// Given matrices as the steps of a sequence.
struct DenseSequence<Scalar: LinearAlgebraScalar>: JacobianSequence {
  let factors: [Matrix<Scalar>]

  init(_ factors: [Matrix<Scalar>]) { self.factors = factors }

  /// The same matrix in every step.
  init(_ factor: Matrix<Scalar>, count: Int) {
    factors = Array(repeating: factor, count: count)
  }

  private var size: Int { factors[0].rowCount }

  var stepCount: Int { factors.count }
  var layout: StateLayout { StateLayout(hiddenCount: size) }
  var edges: EdgeSet { .recurrent }
  var quantities: [Quantity] { [.hidden, .state] }

  func makeJacobian() -> BlockMatrix<Scalar> { BlockMatrix(Matrix(rows: size, columns: size)) }

  func writeJacobian(
    of step: Int, along edges: EdgeSet, into jacobian: inout BlockMatrix<Scalar>
  ) {
    jacobian.dense[0].matrix = factors[step - 1]
  }

  func source(of quantity: Quantity, at state: Int) -> BlockMatrix<Scalar>? {
    BlockMatrix(
      rows: size, columns: size,
      diagonal: [.init(row: 0, column: 0, Array(repeating: 1, count: size))])
  }
}
