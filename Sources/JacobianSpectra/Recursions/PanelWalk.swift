import DenseLinearAlgebra
import RecurrentCells

/// A panel on its way along the steps, in weighted coordinates of the state: forward, M ← J·M, or
/// backward, N ← Jᵀ·N.
struct PanelWalk<Scalar: LinearAlgebraScalar>: Sendable {
  private let factors: StepFactors<Scalar>
  /// The state that it has advanced to, and the panel once it has settled there.
  private(set) var state: Int
  /// The factor times the basis of the panel, free of weights.
  private var product = RoundedMatrix<Scalar>()
  private var panel: GradedPanel<Scalar>
  private var stride = FactorizationStride<Scalar>()
  /// Where it began.
  private let start: (columns: Matrix<Scalar>, state: Int)
  /// Where the basis was made orthonormal last.
  private var checkpoint: (panel: GradedPanel<Scalar>, state: Int)

  /// Starts at `state` with `columns`, rows already weighted.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(through factors: StepFactors<Scalar>, state: Int, columns: Matrix<Scalar>) throws {
    self.factors = factors
    self.state = state
    panel = try GradedPanel(RoundedMatrix(columns))
    start = (columns, state)
    checkpoint = (panel, state)
  }

  private var weights: StateWeights<Scalar> { factors.weights }

  /// A copy that has settled, without what the next advance writes.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func copied() -> PanelWalk {
    var copy = self
    copy.product = RoundedMatrix()
    return copy
  }

  /// The rows of the factor times the basis that `selector` picks, and what stands right of them.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func block(of selector: BlockMatrix<Scalar>) -> LagBlock<Scalar> {
    LagBlock(columns: product.selected(by: selector), graded: panel.graded)
  }

  /// Goes to the next state.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func advance() throws {
    try Cancellation.check()
    try transport()
  }

  /// The block of `selector`, and takes the last factor into the panel, before the next advance.
  ///
  /// Where the block is the whole panel, one factorization serves both.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func settledBlock(of selector: BlockMatrix<Scalar>) throws -> LagBlock<Scalar> {
    let block = block(of: selector)
    guard selector.pickedRows == 0..<product.values.rowCount, weights.areOnes(at: state),
      stride.isFresh, product.floors == nil, product.older.sources == nil
    else {
      try settle()
      return block
    }
    try panel.take(product, by: .householder)
    if panel.hasLostErrors { try followErrors() }
    checkpoint = (panel, state)
    return panel.isOrthonormal ? LagBlock(orthonormal: panel) : block
  }

  /// Takes the last factor into the panel; before the next advance.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func settle() throws {
    product.scale(rows: weights[state])
    guard stride.isOver(after: weights[state]) || product.floors != nil else {
      panel.carry(product)
      return
    }
    try panel.take(product)
    var hasLostErrors = panel.hasLostErrors
    if stride.isTooLong(dependence: panel.dependence) {
      hasLostErrors = try goAgain(from: checkpoint)
      stride.retreat()
    }
    if hasLostErrors { try followErrors() }
    stride.restart(dependence: panel.dependence, sizes: product.values.columnMagnitudes())
    checkpoint = (panel, state)
  }

  /// Goes once more from the start and follows older errors, since they may have returned: what they are by then
  /// depends on which entries they are in, and does not follow from their sizes.
  private mutating func followErrors() throws {
    try goAgain(from: (GradedPanel(columns: start.columns), start.state))
  }

  /// Comes to this state once more in steps of one factor.
  ///
  /// - Returns: Whether older errors may have returned on the way that have not been followed.
  @discardableResult
  private mutating func goAgain(
    from place: (panel: GradedPanel<Scalar>, state: Int)
  ) throws -> Bool {
    let end = state
    (panel, state) = place
    var hasLostErrors = false
    while state != end {
      try Cancellation.check()
      try transport()
      product.scale(rows: weights[state])
      try panel.take(product)
      hasLostErrors = hasLostErrors || panel.hasLostErrors
    }
    return hasLostErrors
  }

  /// Writes the product for the next state; what was taken out of an extreme J goes into the scales of the panel.
  private mutating func transport() throws {
    let isForward = factors.direction == .forward
    let factor = try factors.factor(from: state)
    panel.shift(by: factor.shift)
    product.setToProduct(of: factor.matrix, and: panel.columns, transposingLeft: !isForward)
    state += isForward ? 1 : -1
  }
}
