import DenseLinearAlgebra
import Synchronization

/// ``DampedRows`` that are made when they are first asked for, once for all blocks with the same rows: it
/// is not the recursion along the factors that needs them, and what does may run beside it.
final class LazyDampedRows<Scalar: LinearAlgebraScalar>: Sendable {
  private let logScales: [Double]
  private let rows: Matrix<Scalar>
  private let made: Mutex<DampedRows<Scalar>?>

  /// Of diag(e^ℓ)·L.
  init(logScales: [Double], rows: Matrix<Scalar>) {
    self.logScales = logScales
    self.rows = rows
    made = Mutex(nil)
  }

  /// The identity of `count` rows.
  init(identity count: Int) {
    logScales = []
    rows = Matrix(rows: 0, columns: 0)
    made = Mutex(DampedRows(identity: count))
  }

  /// - Throws: `LinearAlgebraError` if an entry is not finite.
  func damped(
    workspace: inout LAPACKWorkspace<Scalar>
  ) throws(LinearAlgebraError) -> DampedRows<Scalar> {
    try made.withLock { made throws(LinearAlgebraError) in
      if let made { return made }
      let damped = try DampedRows(logScales: logScales, rows: rows, workspace: &workspace)
      made = damped
      return damped
    }
  }
}
