import DenseLinearAlgebra
import RecurrentCells

extension JacobianSequence {
  /// ``writeJacobian(of:along:into:)``, and requires what it wrote to be finite: a comparison drops a NaN, and what
  /// hangs on it would count as an exact zero.
  ///
  /// - Returns: The magnitudes of its entries.
  /// - Throws: ``TraceError`` that names the step and the entry.
  /// - Complexity: That of writing it, and O(entries).
  @discardableResult
  func writeFiniteJacobian(
    of step: Int, along edges: EdgeSet, into jacobian: inout BlockMatrix<Scalar>
  ) throws(TraceError) -> MagnitudeRange<Scalar> {
    let shapes = jacobian.shapes
    jacobian.cancelledTerms = nil
    jacobian.underflow = nil
    writeJacobian(of: step, along: edges, into: &jacobian)
    precondition(
      jacobian.shapes == shapes,
      "the Jacobian of step \(step) has blocks of another shape than makeJacobian() made")
    precondition(
      jacobian.cancelledTerms.map {
        $0.rows.count == jacobian.rowCount && $0.columns.count == jacobian.columnCount
      } ?? true, "the Jacobian of step \(step) has cancelled terms of another shape")
    let range = jacobian.magnitudeRange
    guard !range.isFinite, let place = jacobian.firstNonFinite else { return range }
    throw TraceError(
      code: .nonFiniteJacobian(step: step),
      description:
        "the Jacobian of step \(step) is NaN or infinite where unit \(place.row) moves with unit"
        + " \(place.column) of the state before, both from 0; look at the derivatives of the cell there, and at"
        + " the scale of its weights")
  }

  /// ``writeFiniteJacobian(of:along:into:)``, and divides what it wrote by a power of two where its powers would leave
  /// the exponent range.
  ///
  /// - Returns: ln of what it was divided by; 0 for others.
  func writeNormalizedJacobian(
    of step: Int, along edges: EdgeSet, into jacobian: inout BlockMatrix<Scalar>
  ) throws(TraceError) -> Double {
    let range = try writeFiniteJacobian(of: step, along: edges, into: &jacobian)
    return jacobian.normalizeExtremes(range)
  }
}

extension BlockMatrix {
  fileprivate var shapes: [Int] {
    @specialized(where Scalar == Double)
    @specialized(where Scalar == Float)
    get {
      var shapes: [Int] = []
      shapes.reserveCapacity(2 * dense.count + diagonal.count)
      for block in dense {
        shapes.append(block.matrix.rowCount)
        shapes.append(block.matrix.columnCount)
      }
      for block in diagonal { shapes.append(block.values.count) }
      return shapes
    }
  }
}
