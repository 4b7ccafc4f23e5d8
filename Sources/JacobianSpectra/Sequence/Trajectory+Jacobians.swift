public import DenseLinearAlgebra
public import RecurrentCells

extension Trajectory: JacobianSequence {
  public var layout: StateLayout { cell.layout }
  public var edges: EdgeSet { cell.edges }
  public var quantities: [Quantity] {
    cell.quantities + (cell.inputCount > 0 ? [.hiddenFromInput] : [])
  }

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
    case .cellTotal, .hiddenFromCell:
      var source = target(of: .cell)
      if state > 0, let readout = cell.cellReadout(of: record(of: state)) {
        show(readout, in: &source)
      }
      return source
    case .hiddenFromInput:
      guard state > 0 else { return nil }
      return cell.inputJacobian(of: record(of: state), input: input(at: state), along: .all)
    case .output:
      guard state > 0, let gain = cell.outputGateGain(of: record(of: state)) else { return nil }
      var source = BlockMatrix<Scalar>(rows: layout.count, columns: gain.values.count)
      show(gain, in: &source)
      return source
    }
  }

  private func show(_ factors: UnitFactors<Scalar>, in source: inout BlockMatrix<Scalar>) {
    cell.showUnits(moving: factors.values, in: &source)
    source.setUnderflow(factors.mayHideValues)
  }
}
