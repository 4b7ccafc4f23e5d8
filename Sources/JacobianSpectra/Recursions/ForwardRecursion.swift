import DenseLinearAlgebra
import RecurrentCells

/// One (step, lag) pair at a time: the panel starts with the variable of the earlier state and
/// every step up to the later one is pushed.
///
/// The most accurate recursion, since the weights serve one block only, and lag pushes for it.
struct ForwardRecursion<Jacobians: JacobianSequence> {
  let sequence: Jacobians
  let quantity: Quantity
  let edges: EdgeSet

  /// The block of `quantity` from state `step` - `lag` to state `step`; nil where it does not exist.
  func block(step: Int, lag: Int) throws -> LagBlock<Jacobians.Scalar>? {
    guard let source = sequence.source(of: quantity, at: step - lag) else { return nil }
    let target = sequence.target(of: quantity)
    var jacobian = sequence.makeJacobian()
    if lag == 1, let rows = target.pickedRows, let columns = source.pickedRows {
      if try sequence.writeNormalizedJacobian(of: step, along: edges, into: &jacobian) == 0 {
        return LagBlock(
          RoundedMatrix(rounded: jacobian, rows: rows, columns: columns))
      }
    }
    // Weights of the state before each step, from the end back; the last are those of the variable.
    var weights: [[Jacobians.Scalar]] = []
    var wanted = target.rowIndicator
    for s in stride(from: step, to: step - lag, by: -1) {
      _ = try sequence.writeNormalizedJacobian(of: s, along: edges, into: &jacobian)
      wanted = PathWeights.passed(wanted, through: jacobian, transposed: true)
      weights.append(wanted)
    }

    // Weights are at most 1: what they take below the exponent range is left to `RoundedMatrix`, which follows it,
    // and a Jacobian takes their reciprocals alone.
    var start = RoundedMatrix(exact: source)
    if lag > 0 { start.scale(rows: wanted) }
    weights.reverse()
    if let block = try block(step: step, from: start, weights: weights) { return block }
    start.followErrors()
    return try block(step: step, from: start, weights: weights)
  }

  /// - Parameters:
  ///   - start: The variable, rows already weighted.
  ///   - weights: Those of the state before each step on the way to `step`.
  /// - Returns: nil where older errors may have returned that have not been followed.
  private func block(
    step: Int, from start: RoundedMatrix<Jacobians.Scalar>, weights: [[Jacobians.Scalar]]
  ) throws -> LagBlock<Jacobians.Scalar>? {
    var jacobian = sequence.makeJacobian()
    let ones = PathWeights<Jacobians.Scalar>.ones(sequence.layout.count)
    var product = start
    var panel = try GradedPanel(start)
    for (place, scale) in weights.enumerated() {
      try Cancellation.check()
      if place > 0 {
        product.scale(rows: scale)
        try panel.take(product)
        if panel.hasLostErrors { return nil }
      }
      let shift = try sequence.writeNormalizedJacobian(
        of: step - weights.count + 1 + place, along: edges, into: &jacobian)
      panel.shift(by: shift)
      jacobian.scale(rows: ones, columns: PathWeights.reciprocals(scale))
      product.setToProduct(of: PreparedFactor(jacobian), and: panel.columns)
    }
    if weights.isEmpty { product = panel.columns }
    return LagBlock(
      columns: product.selected(by: sequence.target(of: quantity)), graded: panel.graded)
  }
}
