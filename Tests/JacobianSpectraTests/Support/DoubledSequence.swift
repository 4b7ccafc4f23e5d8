import DenseLinearAlgebra
import JacobianSpectra
import RecurrentCells

/// The Jacobians of a sequence in single precision, as they are, in double precision: what bounds on values in single
/// precision are relative to. Zeros count as exact.
struct DoubledSequence<Base: JacobianSequence>: WrappedSequence where Base.Scalar == Float {
  typealias Scalar = Double

  let base: Base

  func makeJacobian() -> BlockMatrix<Double> { doubled(base.makeJacobian()) }

  func writeJacobian(
    of step: Int, along edges: EdgeSet, into jacobian: inout BlockMatrix<Double>
  ) {
    var single = base.makeJacobian()
    base.writeJacobian(of: step, along: edges, into: &single)
    jacobian = doubled(single)
  }

  func source(of quantity: Quantity, at state: Int) -> BlockMatrix<Double>? {
    base.source(of: quantity, at: state).map(doubled)
  }

  private func doubled(_ single: BlockMatrix<Float>) -> BlockMatrix<Double> {
    BlockMatrix(
      rows: single.rowCount, columns: single.columnCount,
      dense: single.dense.map {
        .init(row: $0.row, column: $0.column, $0.matrix.converted(to: Double.self))
      },
      diagonal: single.diagonal.map {
        .init(row: $0.row, column: $0.column, $0.values.map { Double($0) })
      })
  }
}
