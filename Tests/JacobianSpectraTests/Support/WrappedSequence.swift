import DenseLinearAlgebra
import JacobianSpectra
import RecurrentCells

/// A sequence with the parts and steps of another, and Jacobians of its own.
protocol WrappedSequence<Base>: JacobianSequence {
  associatedtype Base: JacobianSequence

  var base: Base { get }
}

extension WrappedSequence {
  var stepCount: Int { base.stepCount }
  var layout: StateLayout { base.layout }
  var edges: EdgeSet { base.edges }
  var quantities: [Quantity] { base.quantities }
}

extension WrappedSequence where Scalar == Base.Scalar {
  func makeJacobian() -> BlockMatrix<Scalar> { base.makeJacobian() }

  func source(of quantity: Quantity, at state: Int) -> BlockMatrix<Scalar>? {
    base.source(of: quantity, at: state)
  }
}
