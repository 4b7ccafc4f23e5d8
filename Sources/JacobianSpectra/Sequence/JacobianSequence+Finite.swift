import DenseLinearAlgebra
import RecurrentCells

extension JacobianSequence {
  /// ``writeJacobian(of:along:into:)``, and requires what it wrote to be finite: a comparison drops a NaN, and what
  /// hangs on it would count as an exact zero.
  ///
  /// - Throws: ``TraceError`` that names the step and the entry.
  /// - Complexity: That of writing it, and O(entries).
  func writeFiniteJacobian(
    of step: Int, along edges: EdgeSet, into jacobian: inout BlockMatrix<Scalar>
  ) throws(TraceError) {
    let shapes = jacobian.shapes
    writeJacobian(of: step, along: edges, into: &jacobian)
    precondition(
      jacobian.shapes == shapes,
      "the Jacobian of step \(step) has blocks of another shape than makeJacobian() made")
    guard let place = jacobian.firstNonFinite else { return }
    throw TraceError(
      code: .nonFiniteJacobian(step: step),
      description:
        "the Jacobian of step \(step) is NaN or infinite where unit \(place.row) moves with unit"
        + " \(place.column) of the state before, both from 0; look at the derivatives of the cell there, and at"
        + " the scale of its weights")
  }
}

extension BlockMatrix {
  fileprivate var shapes: [Int] {
    dense.flatMap { [$0.matrix.rowCount, $0.matrix.columnCount] } + diagonal.map { $0.values.count }
  }
}
