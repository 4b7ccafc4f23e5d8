import DenseLinearAlgebra
import RealModule
import RecurrentCells

/// Blocks whose factors are all diagonal, as along the carousel of an LSTM or a GRU: sums of logs.
struct DiagonalProducts<Sequence: JacobianSequence> {
  typealias Scalar = Sequence.Scalar

  let sequence: Sequence
  let quantity: Quantity
  let edges: EdgeSet

  /// Whether the Jacobian of a step is diagonal, so that those of the others should be, too.
  func areLikely(at step: Int) throws -> Bool {
    try forEachBlock(step: step, lags: [1]) { _, _ in }.isEmpty
  }

  /// Calls `body` with the block of every lag in `lags`, in ascending order, as far back as factors are diagonal
  /// and exact.
  ///
  /// - Returns: The lags that are left.
  /// - Complexity: That of the Jacobians, and O(n) for each lag.
  /// - Accuracy: ε of each log and of each sum.
  func forEachBlock(
    step: Int, lags: ArraySlice<Int>, _ body: (_ lag: Int, LagBlock<Scalar>) throws -> Void
  ) throws -> ArraySlice<Int> {
    guard let last = lags.last, lags.first != 0,
      let rows = sequence.target(of: quantity).pickedRows
    else { return lags }
    var remaining = lags
    var jacobian = sequence.makeJacobian()
    var logScales = [Double](repeating: 0, count: rows.count)
    var errors = GradedErrors<Scalar>(count: rows.count)
    for lag in Swift.stride(from: 1, through: last, by: 1) {
      try Cancellation.check()
      try sequence.writeFiniteJacobian(of: step - lag + 1, along: edges, into: &jacobian)
      guard jacobian.underflow == nil, let factors = jacobian.ownFactors(of: rows) else { break }
      let logs = factors.map { Double.log(Double($0.magnitude)) }
      logScales = zip(logScales, logs).map { $0 + $1 }
      errors.pass(diagonal: logs, logScales: logScales)
      guard remaining.first == lag else { continue }
      guard sequence.source(of: quantity, at: step - lag)?.pickedRows == rows else { break }
      remaining = remaining.dropFirst()
      try body(lag, LagBlock(diagonal: logScales, errors: errors))
    }
    return remaining
  }
}
