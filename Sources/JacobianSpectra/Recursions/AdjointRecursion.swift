import DenseLinearAlgebra
import RecurrentCells

/// All lags of one end step in one pass: the panel starts with the wanted rows of the later state
/// and the transposes of the steps are pushed, N ← Jᵀ·N; every lag's block is read on the way.
///
/// The weights must serve the blocks of all earlier states at once: they come from the first step
/// on, and do not depend on the end step.
struct AdjointRecursion<Jacobians: JacobianSequence> {
  typealias Scalar = Jacobians.Scalar

  let sequence: Jacobians
  let quantity: Quantity
  let edges: EdgeSet
  let weights: StateWeights<Scalar>
  private let factors: StepFactors<Scalar>
  private let diagonal: DiagonalProducts<Jacobians>

  /// For end steps and lags with states in `states`.
  ///
  /// - Parameters:
  ///   - sharedCount: The number of steps back from one end step that are passed again from the next; 0 where there is
  ///     one.
  ///   - threads: The number of threads that find the weights.
  init(
    sequence: Jacobians, quantity: Quantity, edges: EdgeSet, states: ClosedRange<Int>,
    sharedCount: Int = 0, threads: Int = 1
  ) throws {
    self.sequence = sequence
    self.quantity = quantity
    self.edges = edges
    diagonal = DiagonalProducts(sequence: sequence, quantity: quantity, edges: edges)
    weights = try StateWeights(
      bySourcesOf: quantity, in: sequence, along: edges, states: states, threads: threads)
    // Where all of a state is wanted, blocks have the rows of the panel, and with weights of 1 its factors, too.
    factors = StepFactors(
      .backward, along: edges, of: sequence,
      weights: sequence.isOfWholeState(quantity) ? weights.evened() : weights,
      sharedCount: sharedCount)
  }

  /// Calls `body` with the transposed block of every lag in `lags`, in ascending order.
  func forEachBlock(
    step: Int, lags: ArraySlice<Int>, _ body: (_ lag: Int, LagBlock<Scalar>) throws -> Void
  ) throws {
    var remaining = lags
    if remaining.first == 0 {
      remaining = remaining.dropFirst()
      if let block = try ForwardRecursion(sequence: sequence, quantity: quantity, edges: edges)
        .block(step: step, lag: 0)
      {
        try body(0, block)
      }
    }
    remaining = try diagonal.forEachBlock(step: step, lags: remaining, body)
    guard let last = remaining.last else { return }
    var columns = sequence.target(of: quantity).denseMatrix()
    columns.scaleRows(factors.weights[step])
    var walk = try PanelWalk(through: factors, state: step, columns: columns)
    for lag in stride(from: 1, through: last, by: 1) {
      try walk.advance()
      let isWanted = remaining.first == lag
      if isWanted { remaining = remaining.dropFirst() }
      guard isWanted, let source = sequence.source(of: quantity, at: step - lag) else {
        if lag < last { try walk.settle() }
        continue
      }
      let block = lag < last ? try walk.settledBlock(of: source) : walk.block(of: source)
      try body(lag, block)
    }
  }
}
