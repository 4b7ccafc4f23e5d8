import DenseLinearAlgebra
import RealModule
public import RecurrentCells

extension Trajectory {
  /// How h_t moves with each block of parameters as it acted at step t - k, of one step t.
  ///
  /// - Throws: As ``sensitivity(steps:lags:progress:)``.
  public func sensitivity(
    step: Int, lags: some Swift.Sequence<Int>, progress: (TraceProgress) -> Void = { _ in }
  ) throws -> Sensitivity {
    try sensitivity(steps: [step], lags: lags, progress: progress)
  }

  /// How h_t moves with each block of parameters as it acted at step t - k, those of W_ih, W_hh and the bias; peepholes
  /// and projections are none, and a cell that names no `parameterBlocks` has none:
  ///
  ///     ∂h_t/∂θ = Σ_k P(t,k)·∂⁺s_{t-k}/∂θ,  k = 0 … t-1
  ///
  /// where ∂⁺s/∂θ is the derivative of the state after one step with the state before it held fixed.
  /// With a pre-activation a = W·v + … it is ∂⁺s/∂a ⊗ vᵀ, so that the Frobenius norm of a term is
  /// ‖P·∂⁺s/∂a‖_F·‖v‖, and nothing of the size of the parameters is formed.
  ///
  /// - Parameters:
  ///   - steps: t, 1 … T.
  ///   - lags: Those of 0 … t-1 are taken for each.
  ///   - progress: Called after each lag on the calling thread.
  /// - Returns: Rows by step, then lag.
  /// - Throws: ``TraceError`` for a step that is not there and where no step has a lag left,
  ///   `CancellationError` when the current task is cancelled.
  /// - Complexity: One product with a panel a lag, for each step.
  /// - Accuracy: n·k·ε of the sum of the magnitudes of the paths.
  public func sensitivity(
    steps: some Swift.Sequence<Int>, lags: some Swift.Sequence<Int>,
    progress: (TraceProgress) -> Void = { _ in }
  ) throws -> Sensitivity {
    let (steps, lags) = (Set(steps).sorted(), Set(lags).sorted())
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
        try sensitivities(of: item, to: blocks) {
          completed += 1
          progress(TraceProgress(completed: completed, total: total))
        }
      }
    }
    return Sensitivity(rows: rows, blocks: blocks)
  }

  /// - Parameter advance: Called for every lag that is passed.
  private func sensitivities(
    of item: StepLags, to blocks: [ParameterBlock], advance: () -> Void
  ) throws -> [Sensitivity.Row] {
    let step = item.step
    var remaining = item.lags
    var rows: [Sensitivity.Row] = []
    try forEachParameterPanel(step: step, lastLag: item.lags.last!) { lag, panel in
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
    let part = panel.rows(block.rows)
    let (size, scale) = (Double.log(Double(part.panel.matrix.frobeniusNorm)), part.panel.logScale)
    let isKnown = part.isKnown(beside: size + scale)
    let factor = logNorm(ofFactorOf: block, at: step)
    // An exact zero makes a product zero, whatever the other is.
    if (isKnown && size == -.infinity) || factor == -.infinity { return -.infinity }
    return isKnown ? factor.map { size + $0 + scale } : nil
  }

  /// ln ‖v‖; nil where gates below the exponent range may have made it zero.
  private func logNorm(ofFactorOf block: ParameterBlock, at step: Int) -> Double? {
    let norm = factor(of: block, at: step).frobeniusNorm
    guard norm < Underflow<Scalar>.threshold else { return .log(Double(norm)) }
    let sources =
      switch block.factor {
      case .input, .one: 0..<0
      case .hidden: step - 1..<step
      case .gatedHidden: step - 1..<step + 1
      }
    var jacobian = makeJacobian()
    for source in sources where source > 0 {
      writeJacobian(of: source, along: .all, into: &jacobian)
      if jacobian.underflow != nil { return nil }
    }
    return .log(Double(norm))
  }

  /// ∂h_t/∂θ for each block of parameters, all steps at which they act taken together.
  ///
  /// - Parameter step: t, 1 … T.
  /// - Returns: Shape [n, parameters], each in a scale of its own: column i + rows·j is the
  ///   derivative with respect to W_ij.
  /// - Throws: ``TraceError`` for a step that is not there, `CancellationError` when the current
  ///   task is cancelled.
  /// - Complexity: O(t·n·parameters) time and O(n·parameters) memory: for small networks.
  /// - Accuracy: as ``sensitivity(step:lags:progress:)``, relative to the sum of the magnitudes over lags.
  public func parameterJacobian(
    step: Int
  ) throws -> [(block: ParameterBlock, jacobian: LogScaledMatrix<Scalar>)] {
    try require(step: step)
    let blocks = cell.parameterBlocks
    var sums: [ScaledMatrix<Scalar>] = []
    try LinearAlgebraBackend.withOneThread {
      try forEachParameterPanel(step: step, lastLag: step - 1) { lag, panel in
        let terms = blocks.map { block in
          panel.panel.mapMatrix { matrix in
            outerProduct(
              matrix.submatrix(rows: block.rows, columns: 0..<matrix.columnCount).transposed(),
              factor(of: block, at: step - lag))
          }
        }
        if sums.isEmpty { sums = terms } else { for i in terms.indices { sums[i].add(terms[i]) } }
      }
    }
    return zip(blocks, sums).map { block, sum in
      (block, LogScaledMatrix(matrix: sum.matrix, logScale: sum.logScale))
    }
  }

  /// Calls `body` with (P(t,k)·∂⁺s_{t-k}/∂a)ᵀ, rows of h_t only, for every lag k from 0 on.
  private func forEachParameterPanel(
    step: Int, lastLag: Int, _ body: (_ lag: Int, WatchedPanel<Scalar>) throws -> Void
  ) throws {
    var panel = WatchedPanel(target(of: .hidden).denseMatrix())
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

  /// v, as a row.
  private func factor(of block: ParameterBlock, at step: Int) -> Matrix<Scalar> {
    let values: [Scalar] =
      switch block.factor {
      case .input: (0..<inputs.columnCount).map { inputs[step - 1, $0] }
      case .hidden: Array(hidden(at: step - 1))
      case .gatedHidden(let gate):
        zip(values(ofGate: gate, at: step), hidden(at: step - 1)).map { $0 * $1 }
      case .one: [1]
      }
    return Matrix(rows: 1, columns: values.count, columnMajor: values)
  }

  private func values(ofGate name: String, at step: Int) -> [Scalar] {
    guard let gate = gates(at: step).first(where: { $0.name == name }) else {
      preconditionFailure(
        "parameters of \(Cell.name) act on the gate \(name), which its gates(of:) does not name")
    }
    return gate.values
  }

  /// The columns of `matrix` times each entry of `row`, one entry after the other.
  private func outerProduct(_ matrix: Matrix<Scalar>, _ row: Matrix<Scalar>) -> Matrix<Scalar> {
    let column = Matrix(
      rows: matrix.elements.count, columns: 1, columnMajor: matrix.elements)
    return Matrix(
      rows: matrix.rowCount, columns: matrix.columnCount * row.columnCount,
      columnMajor: (column * row).elements)
  }
}
