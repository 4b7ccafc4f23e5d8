import DenseLinearAlgebra
import RealModule
public import RecurrentCells

extension JacobianSequence {
  /// The leading left and right singular vectors of the Jacobian of state `step` with respect to state
  /// `step` - `lag`.
  ///
  ///     let remembered = try run.singularDirections(.hidden, step: 200, lag: 50, count: 3)
  ///
  /// - Parameters:
  ///   - quantity: Which derivative.
  ///   - edges: Those that carry the derivative.
  ///   - step: t, 1 … T.
  ///   - lag: k, 1 … t; 0 is possible for `Quantity.output` and `Quantity.hiddenFromInput`.
  ///   - count: The most directions that are wanted. Those whose singular value is below √ε of the largest are left
  ///     out: they cannot be had from the product to more than a few digits.
  /// - Returns: Vectors of norm 1; the sign of a pair is free.
  /// - Throws: ``TraceError`` for a pair or quantity that does not exist, a count below 0 and where a step's Jacobian
  ///   is not finite, `LinearAlgebraError`, `CancellationError` when the current task is cancelled.
  /// - Complexity: `lag` products with a panel and QR factorizations, and one SVD with vectors.
  /// - Accuracy: ε·σ_1 over the distance of σ_j to its neighbours, as angles.
  public func singularDirections(
    _ quantity: Quantity, edges: EdgeSet = .all, step: Int, lag: Int, count: Int
  ) throws -> SingularDirections<Scalar> {
    guard count >= 0 else {
      throw TraceError(
        code: .countOutOfRange, description: "\(count) directions: give a number from 0 on")
    }
    let jacobian = try jacobian(quantity, edges: edges, step: step, lag: lag)
    let decomposition = try LinearAlgebraBackend.withOneThread {
      try jacobian.matrix.singularValueDecomposition()
    }
    let limit = (decomposition.values.first ?? 0) * Scalar.ulpOfOne.squareRoot()
    let kept = decomposition.values.prefix(count).prefix { $0 > limit }.count
    return SingularDirections(
      left: decomposition.left.columns(Array(0..<kept)),
      right: decomposition.rightTransposed.rows(Array(0..<kept)).transposed(),
      logSingularValues: decomposition.values.prefix(kept).map {
        jacobian.logScale + Double.log(Double($0))
      })
  }
}
