import RecurrentJacobians

/// Products of step Jacobians as plain matrices: what one does without this library.
struct MultipliedOut<Run: JacobianSequence<Double>> {
  private let sequence: Run
  private var jacobian: BlockMatrix<Double>
  private var workspace = LAPACKWorkspace<Double>()

  init(_ sequence: Run) {
    self.sequence = sequence
    jacobian = sequence.makeJacobian()
  }

  /// The singular values of ∂h_t/∂h_{t-k} for k = 1 … `lags`, or those from `first` on.
  mutating func forEachHiddenBlock(
    from step: Int, lags: Int, startingAt first: Int = 1,
    _ body: (_ singularValues: [Double]) throws -> Void
  ) throws {
    let hidden = sequence.layout.hidden
    var panel = Matrix<Double>(rows: sequence.layout.count, columns: hidden.count)
    for i in hidden { panel[i, i - hidden.lowerBound] = 1 }
    var product = panel
    for earlier in stride(from: step, to: step - lags, by: -1) {
      sequence.writeJacobian(of: earlier, along: .all, into: &jacobian)
      jacobian.multiplyTransposed(panel, into: &product)
      swap(&panel, &product)
      guard step - earlier + 1 >= first else { continue }
      try body(
        panel.submatrix(rows: hidden, columns: 0..<hidden.count)
          .lapackSingularValues(workspace: &workspace))
    }
  }
}
