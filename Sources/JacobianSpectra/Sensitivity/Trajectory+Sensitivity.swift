public import DenseLinearAlgebra
import RealModule
public import RecurrentCells

extension Trajectory {
  /// How h_t moves with each block of parameters as it acted at step t - k, of one step t.
  ///
  /// - Throws: As ``sensitivity(steps:lags:readout:progress:)``.
  public func sensitivity(
    step: Int, lags: some Sequence<Int>, readout: Matrix<Scalar>? = nil,
    progress: (TraceProgress) -> Void = { _ in }
  ) throws -> Sensitivity {
    try sensitivity(steps: [step], lags: lags, readout: readout, progress: progress)
  }

  /// How h_t moves with each block of parameters as it acted at step t - k, W_ih, W_hh and the bias of every gate,
  /// peepholes and W_hr; a cell that names no `parameterBlocks` has none:
  ///
  ///     ∂h_t/∂θ = Σ_k P(t,k)·∂⁺s_{t-k}/∂θ,  k = 0 … t-1
  ///
  /// where ∂⁺s/∂θ is the derivative of the state after one step with the state before it held fixed.
  /// With a pre-activation a = W·v + … it is ∂⁺s/∂a ⊗ vᵀ, so that the Frobenius norm of a term is
  /// ‖P·∂⁺s/∂a‖_F·‖v‖, and nothing of the size of the parameters is formed; where they meet v entry by entry, as
  /// peepholes do, it is ‖P·∂⁺s/∂a·diag(v)‖_F.
  ///
  /// - Parameters:
  ///   - steps: t, 1 … T.
  ///   - lags: Those of 0 … t-1 are taken for each; `0...` asks for all.
  ///   - readout: W, shape [outputs, hidden]: y_t = W·h_t is looked at in place of h_t. A single row may be the gradient of
  ///     a loss with respect to h_t; rows are then what it comes to in the gradient of each block, by the step at which
  ///     the parameters acted.
  ///   - progress: Called after each lag on the calling thread.
  /// - Returns: Rows by step, then lag.
  /// - Throws: ``NetworkError`` if the readout has another width, no row or an entry that is not finite; ``TraceError`` for a step that is not there, where no step has a lag left and where a step's Jacobian is
  ///   not finite; `CancellationError` when the current task is cancelled.
  /// - Complexity: One product with a panel a lag, for each step.
  /// - Accuracy: n·k·ε of the sum of the magnitudes of the paths.
  public func sensitivity(
    steps: some Sequence<Int>, lags: some Sequence<Int>, readout: Matrix<Scalar>? = nil,
    progress: (TraceProgress) -> Void = { _ in }
  ) throws -> Sensitivity {
    try readout?.requireReadout(of: layout.hidden.count)
    let (steps, lags) = (steps.inOrder(), lags.numbers(in: 0...stepCount))
    for step in steps { try require(step: step) }
    let plan = steps.map { step in
      StepLags(step: step, lags: lags.part(in: 0..<max(step, 0)))
    }
    .filter { !$0.lags.isEmpty }
    guard !plan.isEmpty else {
      throw nothingToCompute(
        steps: steps, lags: lags, rule: "parameters act at lags from 0 to the step less 1")
    }
    let blocks = cell.parameterBlocks
    let total = plan.reduce(0) { $0 + $1.lags.last! + 1 }
    var completed = 0
    let rows = try LinearAlgebraBackend.withOneThread {
      try plan.flatMap { item in
        try sensitivities(of: item, to: blocks, readout: readout) {
          completed += 1
          progress(TraceProgress(completed: completed, total: total))
        }
      }
    }
    return Sensitivity(rows: rows, blocks: blocks)
  }

  /// - Parameter advance: Called for every lag that is passed.
  private func sensitivities(
    of item: StepLags, to blocks: [ParameterBlock], readout: Matrix<Scalar>?,
    advance: () -> Void
  ) throws -> [Sensitivity.Row] {
    let step = item.step
    var remaining = item.lags
    var rows: [Sensitivity.Row] = []
    try forEachParameterPanel(step: step, lastLag: item.lags.last!, readout: readout) {
      lag, panel in
      defer { advance() }
      guard remaining.first == lag else { return }
      remaining = remaining.dropFirst()
      rows.append(
        Sensitivity.Row(
          step: step, lag: lag,
          logNorms: blocks.map { logNorm(of: $0, in: panel, at: step - lag) }))
    }
    return rows
  }

  /// ln of the norm of one block, of which `panel` has the rows of every block; nil where it is not known.
  private func logNorm(
    of block: ParameterBlock, in panel: WatchedPanel<Scalar>, at step: Int
  ) -> Double? {
    let (part, factor) = (panel.rows(block.rows), parameterFactor(of: block, at: step))
    guard block.form == .matrix else {
      return part.transported(by: factor.diagonal).logFrobeniusNorm
    }
    let norms = [part.logFrobeniusNorm, factor.logNorm]
    // An exact zero makes a product zero, whatever the other is.
    if norms.contains(-.infinity) { return -.infinity }
    return norms.contains(nil) ? nil : norms.reduce(0) { $0 + $1! }
  }

  /// ∂h_t/∂θ for each block of parameters, all steps at which they act taken together.
  ///
  /// - Parameter step: t, 1 … T.
  /// - Returns: Shape [n, parameters], each in a scale of its own: column i + rows·j is the
  ///   derivative with respect to W_ij, column i that with respect to w_i.
  /// - Throws: ``TraceError`` for a step that is not there and where a step's Jacobian is not finite;
  ///   `CancellationError` when the current task is cancelled.
  /// - Complexity: O(t·n·parameters) time and O(n·parameters) memory: for small networks.
  /// - Accuracy: as ``sensitivity(step:lags:readout:progress:)``, relative to the sum of the magnitudes over lags.
  public func parameterJacobian(
    step: Int
  ) throws -> [(block: ParameterBlock, jacobian: LogScaledMatrix<Scalar>)] {
    try require(step: step)
    let blocks = cell.parameterBlocks
    var sums: [ScaledMatrix<Scalar>] = []
    try LinearAlgebraBackend.withOneThread {
      try forEachParameterPanel(step: step, lastLag: step - 1) { lag, panel in
        let terms = blocks.map { block in
          let factor = parameterFactor(of: block, at: step - lag).values
          return panel.rows(block.rows).panel.mapMatrix { matrix in
            var moved = matrix.transposed()
            guard block.form == .diagonal else { return outerProduct(moved, factor) }
            moved.scaleColumns(factor)
            return moved
          }
        }
        if sums.isEmpty { sums = terms } else { for i in terms.indices { sums[i].add(terms[i]) } }
      }
    }
    return zip(blocks, sums).map { block, sum in
      (block, LogScaledMatrix(matrix: sum.matrix, logScale: sum.logScale))
    }
  }

  /// Calls `body` with (P(t,k)·∂⁺s_{t-k}/∂a)ᵀ, rows of h_t only or what is read from them, for every lag k from 0 on.
  private func forEachParameterPanel(
    step: Int, lastLag: Int, readout: Matrix<Scalar>? = nil,
    _ body: (_ lag: Int, WatchedPanel<Scalar>) throws -> Void
  ) throws {
    let target = target(of: .hidden)
    var panel = WatchedPanel(readout.map(target.read) ?? target.denseMatrix())
    var jacobian = makeJacobian()
    for lag in 0...lastLag {
      try Cancellation.check()
      let s = step - lag
      try writeFiniteJacobian(of: s, along: .all, into: &jacobian)
      var direct = cell.preActivationJacobian(of: record(of: s))
      // It is made of the same factors.
      direct.setUnderflow(jacobian.underflow != nil)
      try body(lag, panel.transported(by: direct))
      guard lag < lastLag else { return }
      panel = panel.transported(by: jacobian)
    }
  }

  /// The columns of `matrix` times each of `factors`, one after the other.
  private func outerProduct(_ matrix: Matrix<Scalar>, _ factors: [Scalar]) -> Matrix<Scalar> {
    let column = Matrix(rows: matrix.elements.count, columns: 1, columnMajor: matrix.elements)
    let row = Matrix(rows: 1, columns: factors.count, columnMajor: factors)
    return Matrix(
      rows: matrix.rowCount, columns: matrix.columnCount * factors.count,
      columnMajor: (column * row).elements)
  }
}
