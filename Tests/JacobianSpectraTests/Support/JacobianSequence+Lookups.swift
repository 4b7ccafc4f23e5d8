import DenseLinearAlgebra
import JacobianSpectra
import RealModule
import RecurrentCells

extension JacobianSequence {
  /// One row by the forward recursion, which serves requests of a single lag.
  func forwardRow(
    _ quantity: Quantity = .hidden, edges: EdgeSet = .all, step: Int, lag: Int,
    measures: Measures = .all
  ) throws -> TraceRow {
    try trace(quantity, edges: edges, step: step, lags: [lag], measures: measures).rows[0]
  }

  /// Rows by the adjoint recursion, which serves requests of several lags.
  func adjointRows(
    _ quantity: Quantity = .hidden, edges: EdgeSet = .all, step: Int, lags: [Int],
    measures: Measures = .all
  ) throws -> [TraceRow] {
    precondition(lags.count > 1, "a single lag is served by the forward recursion")
    return try trace(quantity, edges: edges, step: step, lags: lags, measures: measures).rows
  }

  /// The Jacobian over a lag, multiplied into one matrix.
  func matrix(
    _ quantity: Quantity, edges: EdgeSet = .all, step: Int, lag: Int
  ) throws -> Matrix<Scalar> {
    try jacobian(quantity, edges: edges, step: step, lag: lag).unscaled
  }

  /// J_t ⋯ J_{t-k+1}, multiplied out.
  func bruteForceProduct(step: Int, lag: Int, along edges: EdgeSet = .all) -> Matrix<Scalar> {
    var jacobian = makeJacobian()
    return (step - lag + 1...step).reduce(Matrix.identity(layout.count)) { product, s in
      writeJacobian(of: s, along: edges, into: &jacobian)
      return jacobian.denseMatrix() * product
    }
  }
}

extension Matrix {
  /// ln|det| of a square matrix.
  func logDeterminant() throws -> Double {
    let r = try qrFactorization().r
    return (0..<r.rowCount).reduce(0) { $0 + .log(Double(r[$1, $1].magnitude)) }
  }

  /// A block on the diagonal or off it, as big as half of the matrix.
  func block(_ row: Int, _ column: Int) -> Matrix {
    let n = rowCount / 2
    return submatrix(rows: row * n..<(row + 1) * n, columns: column * n..<(column + 1) * n)
  }
}
