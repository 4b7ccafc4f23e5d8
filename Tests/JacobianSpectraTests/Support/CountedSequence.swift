import JacobianSpectra
import RecurrentCells
import RecurrentJacobians
import Synchronization

/// A sequence that counts how many Jacobians are asked of it, and tells of each.
final class CountedSequence<Base: JacobianSequence>: WrappedSequence {
  typealias Scalar = Base.Scalar

  let base: Base
  private let counter = Atomic(0)
  private let tell: @Sendable (_ count: Int) -> Void

  init(_ base: Base, tell: @escaping @Sendable (_ count: Int) -> Void) {
    self.base = base
    self.tell = tell
  }

  var count: Int { counter.load(ordering: .relaxed) }

  func writeJacobian(
    of step: Int, along edges: EdgeSet, into jacobian: inout BlockMatrix<Scalar>
  ) {
    tell(counter.wrappingAdd(1, ordering: .relaxed).newValue)
    base.writeJacobian(of: step, along: edges, into: &jacobian)
  }
}
