public import DenseLinearAlgebra
public import RecurrentCells

extension Trajectory: JacobianSequence {
  public var layout: StateLayout { cell.layout }
  public var edges: EdgeSet { cell.edges }
  public var quantities: [Quantity] { cell.quantities }

  public func makeJacobian() -> BlockMatrix<Scalar> { cell.makeJacobian() }

  public func writeJacobian(
    of step: Int, along edges: EdgeSet, into jacobian: inout BlockMatrix<Scalar>
  ) {
    cell.writeJacobian(of: record(of: step), along: edges, into: &jacobian)
  }

  public func jacobianShare(of edge: EdgeSet, at step: Int) -> BlockMatrix<Scalar> {
    cell.jacobianShare(of: edge, in: record(of: step))
  }

  public func source(of quantity: Quantity, at state: Int) -> BlockMatrix<Scalar>? {
    switch quantity {
    case .hidden, .cell, .state:
      return target(of: quantity)
    case .cellTotal:
      let source = target(of: .cell)
      guard state > 0, let readout = cell.cellReadout(of: record(of: state)) else { return source }
      return showing(readout, in: source)
    case .output:
      guard state > 0, let gain = cell.outputGateGain(of: record(of: state)) else { return nil }
      return showing(gain, in: BlockMatrix(rows: layout.count, columns: gain.count))
    }
  }

  /// `source` with units that move by `factors` in the rows of the hidden state.
  private func showing(
    _ factors: [Scalar], in source: BlockMatrix<Scalar>
  ) -> BlockMatrix<Scalar> {
    var source = source
    let row = layout.hidden.lowerBound
    if var projection = cell.projection {
      projection.scale(rows: PathWeights.ones(projection.rowCount), columns: factors)
      source.dense.append(.init(row: row, column: 0, projection))
    } else {
      source.diagonal.append(.init(row: row, column: 0, factors))
    }
    return source
  }
}
