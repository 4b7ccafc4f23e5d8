import DenseLinearAlgebra
import RealModule
import RecurrentCells
import Synchronization

/// Blocks whose factors are all diagonal, as along the carousel of an LSTM or a GRU: sums of logs.
///
/// Logs of factors are kept, since neighbouring end steps go over the same.
final class DiagonalProducts<Jacobians: JacobianSequence>: Sendable {
  typealias Scalar = Jacobians.Scalar

  private let sequence: Jacobians
  private let quantity: Quantity
  private let edges: EdgeSet
  /// The rows of the state that the quantity looks at; nil where it takes more than one range.
  private let rows: Range<Int>?
  /// The logs of the factors of a step; nil within where it is not diagonal, or not exact.
  private let kept = Mutex<[Int: [Double]?]>([:])
  private let jacobians = Recycler<BlockMatrix<Scalar>>()

  /// Bytes that logs may take.
  private static var memoryLimit: Int { 1 << 25 }

  init(sequence: Jacobians, quantity: Quantity, edges: EdgeSet) {
    (self.sequence, self.quantity, self.edges) = (sequence, quantity, edges)
    rows = sequence.target(of: quantity).pickedRows
  }

  /// Whether the Jacobian of a step is diagonal; those of the others should be so, too.
  func isDiagonal(at step: Int) throws -> Bool {
    try forEachBlock(step: step, lags: [1]) { _, _ in }.isEmpty
  }

  /// Calls `body` with the block of every lag in `lags`, in ascending order, as far back as factors are diagonal
  /// and exact.
  ///
  /// - Returns: The lags that are left.
  /// - Complexity: That of the Jacobians that are new, and O(n) for each lag.
  /// - Accuracy: ε of each log and of each sum.
  func forEachBlock(
    step: Int, lags: ArraySlice<Int>, _ body: (_ lag: Int, LagBlock<Scalar>) throws -> Void
  ) throws -> ArraySlice<Int> {
    guard let last = lags.last, lags.first != 0, let rows else { return lags }
    var remaining = lags
    var logScales = [Double](repeating: 0, count: rows.count)
    var errors = GradedErrors<Scalar>(count: rows.count)
    for lag in stride(from: 1, through: last, by: 1) {
      try Cancellation.check()
      guard let logs = try logs(of: step - lag + 1, rows: rows) else { break }
      logScales = zip(logScales, logs).map { $0 + $1 }
      errors.pass(diagonal: logs, logScales: logScales)
      guard remaining.first == lag else { continue }
      guard sequence.source(of: quantity, at: step - lag)?.pickedRows == rows else { break }
      remaining = remaining.dropFirst()
      try body(lag, LagBlock(diagonal: logScales, errors: errors))
    }
    return remaining
  }

  private func logs(of step: Int, rows: Range<Int>) throws(TraceError) -> [Double]? {
    if let known = kept.withLock({ $0[step] }) { return known }
    var jacobian = jacobians.take() ?? sequence.makeJacobian()
    defer { jacobians.put(jacobian) }
    try sequence.writeFiniteJacobian(of: step, along: edges, into: &jacobian)
    let isExact = jacobian.underflow == nil && jacobian.cancelledTerms == nil
    let factors = isExact ? jacobian.ownFactors(of: rows) : nil
    let logs = factors?.map { Double.log(Double($0.magnitude)) }
    kept.withLock { kept in
      if kept.count * rows.count * MemoryLayout<Double>.size > Self.memoryLimit {
        kept.removeAll()
      }
      kept.updateValue(logs, forKey: step)
    }
    return logs
  }
}
