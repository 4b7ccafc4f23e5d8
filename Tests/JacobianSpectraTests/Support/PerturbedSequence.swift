import DenseLinearAlgebra
import JacobianSpectra
import RecurrentCells

/// A sequence whose Jacobians are those of another, every entry off by a random fraction up to `size`.
struct PerturbedSequence<Base: JacobianSequence>: WrappedSequence {
  typealias Scalar = Base.Scalar

  let base: Base
  let size: Double

  func writeJacobian(
    of step: Int, along edges: EdgeSet, into jacobian: inout BlockMatrix<Scalar>
  ) {
    base.writeJacobian(of: step, along: edges, into: &jacobian)
    var generator = SeededGenerator(seed: UInt64(step))
    for b in jacobian.dense.indices {
      let matrix = jacobian.dense[b].matrix
      jacobian.dense[b].matrix = Matrix(
        rows: matrix.rowCount, columns: matrix.columnCount,
        columnMajor: matrix.elements.map { $0 * (1 + generator.number(within: size)) })
    }
    for b in jacobian.diagonal.indices {
      jacobian.diagonal[b].values = jacobian.diagonal[b].values.map {
        $0 * (1 + generator.number(within: size))
      }
    }
  }
}
