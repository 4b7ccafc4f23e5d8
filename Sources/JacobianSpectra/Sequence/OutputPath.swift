import DenseLinearAlgebra
import RecurrentCells

/// h of an LSTM along edges that do not begin at the new cell state: C does not move it, and it is a state of its
/// own, of half the size.
///
/// Norms are had from it. Spectra are not: a panel of the whole state is weighted by units, and bounds are narrower.
struct OutputPath<Scalar: LinearAlgebraScalar>: JacobianSequence {
  private let run: Trajectory<LSTM<Scalar>>

  var stepCount: Int { run.stepCount }
  var layout: StateLayout { StateLayout(hiddenCount: run.cell.hiddenCount) }
  var edges: EdgeSet { run.edges }
  var quantities: [Quantity] { [.hidden, .output] }

  /// nil where `sequence` is of another kind, or `series` takes C along.
  init?(of sequence: some JacobianSequence<Scalar>, for series: TraceRequest.Series) {
    guard let run = sequence as? Trajectory<LSTM<Scalar>>,
      series.edges.isDisjoint(with: .insideStep),
      series.quantity == .hidden || series.quantity == .output
    else { return nil }
    self.run = run
  }

  func makeJacobian() -> BlockMatrix<Scalar> {
    BlockMatrix(Matrix(rows: layout.count, columns: layout.count))
  }

  func writeJacobian(
    of step: Int, along edges: EdgeSet, into jacobian: inout BlockMatrix<Scalar>
  ) {
    let hasUnderflow = run.cell.writeOutputPath(
      of: run.record(of: step), along: edges, into: &jacobian.dense[0].matrix)
    jacobian.setUnderflow(hasUnderflow)
  }

  func source(of quantity: Quantity, at state: Int) -> BlockMatrix<Scalar>? {
    guard let whole = run.source(of: quantity, at: state) else { return nil }
    var source = BlockMatrix(
      rows: layout.count, columns: whole.columnCount, dense: whole.dense, diagonal: whole.diagonal)
    source.setUnderflow(whole.underflow != nil)
    return source
  }

  func singularValueCount(of quantity: Quantity) -> Int { run.singularValueCount(of: quantity) }
}
