public import DenseLinearAlgebra
public import RecurrentCells

/// The Jacobians of what a layer above reads from h, y_t = W·h_t, in place of h_t: ∂y_t/∂h_{t-k} = W·∂h_t/∂h_{t-k} for
/// `hidden`, and so on for all quantities that look at h.
///
/// The largest singular value of a Jacobian is the most that any loss may see of a change. A loss sees it through the
/// layers above: with the weights of such a layer for W singular values say what reaches its outputs, and with
/// a single row, the gradient of a loss with respect to h_t, σ₁ is the norm of the gradient that comes back to state t-k.
public struct ReadoutJacobians<Scalar: LinearAlgebraScalar>: JacobianSequence {
  /// The most outputs that are looked at one by one: a panel has the square of them.
  public static var outputLimit: Int { 1024 }

  private let base: any JacobianSequence<Scalar>
  /// W.
  private let weights: Matrix<Scalar>

  fileprivate init(_ base: any JacobianSequence<Scalar>, weights: Matrix<Scalar>) {
    self.base = base
    self.weights = weights
  }

  public var stepCount: Int { base.stepCount }
  public var layout: StateLayout { base.layout }
  public var edges: EdgeSet { base.edges }
  public var hiddenRows: [Range<Int>] { base.hiddenRows }

  /// Those of the sequence that look at h.
  public var quantities: [Quantity] {
    [.hidden, .hiddenFromCell, .hiddenFromInput, .output].filter(base.quantities.contains)
  }

  public func makeJacobian() -> BlockMatrix<Scalar> { base.makeJacobian() }

  public func writeJacobian(
    of step: Int, along edges: EdgeSet, into jacobian: inout BlockMatrix<Scalar>
  ) {
    base.writeJacobian(of: step, along: edges, into: &jacobian)
  }

  public func jacobianShare(of edge: EdgeSet, at step: Int) -> BlockMatrix<Scalar> {
    base.jacobianShare(of: edge, at: step)
  }

  public func source(of quantity: Quantity, at state: Int) -> BlockMatrix<Scalar>? {
    base.source(of: quantity, at: state)
  }

  /// The rows of h, times Wᵀ.
  public func target(of quantity: Quantity) -> BlockMatrix<Scalar> {
    BlockMatrix(base.target(of: quantity).read(by: weights))
  }

  public func singularValueCount(of quantity: Quantity) -> Int {
    min(weights.rowCount, source(of: quantity, at: 1)?.columnCount ?? 0)
  }
}

extension JacobianSequence {
  /// The Jacobians of y_t = W·h_t in place of those of h_t.
  ///
  ///     let logits = try run.read(by: decoderWeights)      // [classes, hidden]
  ///     let trace = try logits.trace(.hidden)              // ∂y_t/∂h_{t-k}
  ///
  /// - Parameter weights: W, shape [outputs, hidden]; a single row may be the gradient of a loss with respect to h_t.
  /// - Throws: ``NetworkError`` if W has another width, no row, more than ``ReadoutJacobians/outputLimit`` or an entry
  ///   that is not finite.
  /// - Complexity: Panels of traces have a column for each output.
  public func read(by weights: Matrix<Scalar>) throws(NetworkError) -> ReadoutJacobians<Scalar> {
    try weights.requireReadout(of: target(of: .hidden).columnCount)
    try NetworkError.require(
      shape: [
        min(weights.rowCount, ReadoutJacobians<Scalar>.outputLimit), weights.columnCount,
      ], of: "readout",
      found: [weights.rowCount, weights.columnCount])
    return ReadoutJacobians(self, weights: weights)
  }
}

extension Matrix {
  /// Requires weights that read `count` hidden values.
  func requireReadout(of count: Int) throws(NetworkError) {
    try NetworkError.require(
      shape: [max(rowCount, 1), count], of: "readout", found: [rowCount, columnCount])
    if let place = firstNonFinite {
      throw NetworkError(.nonFinite(index: [place.row, place.column]), in: "readout")
    }
  }
}

extension BlockMatrix {
  /// This selector of rows, times the transpose of `weights`.
  func read(by weights: Matrix<Scalar>) -> Matrix<Scalar> { denseMatrix() * weights.transposed() }
}
