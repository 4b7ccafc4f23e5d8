import DenseLinearAlgebra
import RecurrentCells

/// All lags of one end step in one pass: the panel starts with the wanted rows of the later state
/// and the transposes of the steps are pushed, N ← Jᵀ·N; every lag's block is read on the way.
///
/// The weights must serve the blocks of all earlier states at once: they come from the first step
/// on, and do not depend on the end step.
struct AdjointRecursion<Sequence: JacobianSequence> {
  typealias Scalar = Sequence.Scalar

  let sequence: Sequence
  let quantity: Quantity
  let edges: EdgeSet
  /// Weights of state `firstState` + i, i = 0, 1, …
  private let weights: [[Scalar]]
  private let firstState: Int

  /// Weights for end steps up to `lastStep` and lags that reach back to `firstState`.
  init(
    sequence: Sequence, quantity: Quantity, edges: EdgeSet, firstState: Int, lastStep: Int
  ) throws {
    self.sequence = sequence
    self.quantity = quantity
    self.edges = edges
    self.firstState = firstState
    let wanted =
      sequence.source(of: quantity, at: max(firstState, 1))?.rowIndicator
      ?? sequence.target(of: quantity).rowIndicator
    var jacobian = sequence.makeJacobian()
    var weight = wanted
    var weights = [wanted]
    for s in Swift.stride(from: firstState + 1, through: lastStep, by: 1) {
      try Task.checkCancellation()
      sequence.writeJacobian(of: s, along: edges, into: &jacobian)
      jacobian.normalizeExtremes()
      weight = PathWeights.normalized(
        jacobian.strongestPath(toColumns: PathWeights.larger(weight, wanted)))
      weights.append(weight)
    }
    self.weights = weights
  }

  /// Calls `body` with the transposed block of every lag in `lags`, in ascending order.
  func forEachBlock(
    step: Int, lags: [Int], _ body: (_ lag: Int, LagBlock<Scalar>) throws -> Void
  ) throws {
    guard let last = lags.last else { return }
    let target = sequence.target(of: quantity)
    var remaining = lags[...]
    if remaining.first == 0 {
      remaining = remaining.dropFirst()
      if let block = try ForwardRecursion(sequence: sequence, quantity: quantity, edges: edges)
        .block(step: step, lag: 0)
      {
        try body(0, block)
      }
    }
    var columns = target.denseMatrix()
    columns.scaleRows(weights[step - firstState])
    var panel = try GradedPanel(columns: columns)
    var jacobian = sequence.makeJacobian()
    var product = RoundedMatrix<Scalar>()
    var stride = FactorizationStride<Scalar>()
    var checkpoint = (panel: panel, lag: 0)
    for lag in Swift.stride(from: 1, through: last, by: 1) {
      try Task.checkCancellation()
      let state = step - lag
      transport(&panel, to: state, by: &jacobian, into: &product)
      if remaining.first == lag {
        remaining = remaining.dropFirst()
        if let source = sequence.source(of: quantity, at: state) {
          try body(lag, LagBlock(columns: product.selected(by: source), graded: panel.graded))
        }
      }
      guard lag < last else { return }
      product.scale(rows: weights[state - firstState])
      guard stride.isOver(after: weights[state - firstState]) else {
        panel.carry(product)
        continue
      }
      try panel.take(product)
      if stride.isTooLong(dependence: panel.dependence) {
        // Once more from where it began, in steps of one factor.
        panel = checkpoint.panel
        for state in Swift.stride(from: step - checkpoint.lag - 1, through: state, by: -1) {
          transport(&panel, to: state, by: &jacobian, into: &product)
          product.scale(rows: weights[state - firstState])
          try panel.take(product)
        }
        stride.retreat()
      }
      stride.restart(dependence: panel.dependence, sizes: product.values.columnMagnitudes())
      checkpoint = (panel, lag)
    }
  }

  /// Writes Jᵀ·N for the step after `state`, the rows of N freed of their weights; what it takes out of
  /// an extreme J goes into the scales of the panel.
  private func transport(
    _ panel: inout GradedPanel<Scalar>, to state: Int, by jacobian: inout BlockMatrix<Scalar>,
    into product: inout RoundedMatrix<Scalar>
  ) {
    sequence.writeJacobian(of: state + 1, along: edges, into: &jacobian)
    panel.shift(by: jacobian.normalizeExtremes())
    jacobian.scale(
      rows: PathWeights.reciprocals(weights[state + 1 - firstState]),
      columns: PathWeights.ones(sequence.layout.count))
    product.setToProduct(of: jacobian, and: panel.columns, transposingLeft: true)
  }
}
