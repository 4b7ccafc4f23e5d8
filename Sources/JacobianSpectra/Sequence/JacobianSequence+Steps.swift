public import DenseLinearAlgebra
public import RecurrentCells

extension JacobianSequence {
  /// The Jacobian J of one step, ∂(state `step`)/∂(state `step` - 1), as a dense matrix, finite or not.
  ///
  /// - Parameters:
  ///   - step: 1 … T.
  ///   - edges: Those that carry the derivative; any that the steps have not are left out.
  /// - Precondition: The step is one of the sequence.
  /// - Returns: Shape [layout.count, layout.count].
  /// - Complexity: That of writing the Jacobian, and O(n²).
  public func stepJacobian(step: Int, edges: EdgeSet = .all) -> Matrix<Scalar> {
    precondition((1...stepCount).contains(step), "step \(step) of \(stepCount)")
    var blocks = makeJacobian()
    writeJacobian(of: step, along: edges, into: &blocks)
    return blocks.denseMatrix()
  }

  /// Computes the dense Jacobians of many steps on all cores and hands each to `body`, in order, finite or not.
  ///
  /// - Parameters:
  ///   - steps: Within 1 … T.
  ///   - edges: Those that carry the derivative.
  ///   - threads: The number of threads used at once; that of the processors if nil.
  ///   - body: Called on the calling thread. What it throws ends the computation.
  /// - Throws: ``TraceError`` for a step or edges that are not there, what `body` throws, and `CancellationError` when
  ///   the current task is cancelled.
  /// - Complexity: That of writing the Jacobian and O(n²), a step; a few matrices a thread are in
  ///   memory at once.
  public func forEachStepJacobian(
    steps: ClosedRange<Int>, edges: EdgeSet = .all, threads: Int? = nil,
    _ body: (_ step: Int, _ jacobian: Matrix<Scalar>) throws -> Void
  ) throws {
    for step in [steps.lowerBound, steps.upperBound] { try require(step: step) }
    let edges = try checked(edges)
    let blocks = Recycler<BlockMatrix<Scalar>>()
    let matrices = Recycler<Matrix<Scalar>>()
    try OrderedPipeline<(step: Int, jacobian: Matrix<Scalar>)>.run(
      threads: threads,
      deliver: { result in
        try body(result.step, result.jacobian)
        matrices.put(result.jacobian)
      },
      produce: { submit in
        for step in steps {
          try submit {
            var block = blocks.take() ?? makeJacobian()
            var matrix = matrices.take() ?? Matrix(rows: 0, columns: 0)
            writeJacobian(of: step, along: edges, into: &block)
            block.moveDense(into: &matrix)
            blocks.put(block)
            return (step, matrix)
          }
        }
      })
  }
}
