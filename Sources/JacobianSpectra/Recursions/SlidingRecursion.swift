import DenseLinearAlgebra
import RecurrentCells

/// One lag at many end steps, for derivatives of the whole state with respect to the whole state. The steps
/// are cut at some states c; every block that reaches across one is P(t, t-c)·P(c, c-s), of two panels:
/// one goes forward from c and one backward, and each serves all blocks.
///
/// For m neighbouring end steps, lag + 2·m pushes and m joints instead of lag·m pushes.
struct SlidingRecursion<Jacobians: JacobianSequence> {
  typealias Scalar = Jacobians.Scalar

  private let sequence: Jacobians
  private let quantity: Quantity
  private let forward: StepFactors<Scalar>
  private let backward: StepFactors<Scalar>

  /// Joints with larger bounds do not save enough to be worth it: those of all factors are smaller as a rule.
  static var boundLimit: Double { max(1e-8, 2560 * Double(Scalar.ulpOfOne)) }

  /// The number of joints of one cut that fail before the others are not tried.
  private static var failureLimit: Int { 2 }

  /// For the states that `adjoint` is for.
  ///
  /// - Parameter threads: The number of threads that find weights.
  /// - Returns: nil where coordinates of a state do not matter at all: ranks fall, and nothing is joined.
  init?(beside adjoint: AdjointRecursion<Jacobians>, threads: Int = 1) throws {
    sequence = adjoint.sequence
    quantity = adjoint.quantity
    let edges = adjoint.edges
    let sources = adjoint.weights
    let targets = try StateWeights(
      byTargetsOf: quantity, in: sequence, along: edges, states: sources.states,
      threads: threads)
    forward = StepFactors(.forward, along: edges, of: sequence, weights: targets)
    backward = StepFactors(.backward, along: edges, of: sequence, weights: sources)
    guard sources.areWhole, targets.areWhole else { return nil }
  }

  /// Calls `body` with the block of lag `lag` ≥ 2 for every one of `steps`, in ascending order; nil where
  /// the two sides cannot be joined.
  ///
  /// - Parameter body: Returns whether the block was good enough.
  func forEachBlock(
    lag: Int, steps: [Int], _ body: (_ step: Int, LagBlock<Scalar>?) throws -> Bool
  ) throws {
    for group in SlidingCuts(lag: lag, steps: steps) {
      try forEachBlock(lag: lag, steps: group, cut: group.first! - 1, body)
    }
  }

  /// Blocks across one cut.
  private func forEachBlock(
    lag: Int, steps: ArraySlice<Int>, cut: Int,
    _ body: (_ step: Int, LagBlock<Scalar>?) throws -> Bool
  ) throws {
    let target = sequence.target(of: quantity)
    var forward = try PanelWalk(
      through: self.forward, state: cut, columns: .identity(sequence.layout.count))
    var workspace = LAPACKWorkspace<Scalar>()
    var failures = 0
    var last = cut
    try forEachEarlierBlock(lag: lag, steps: steps, cut: cut) { step, earlier in
      while forward.state < step {
        if forward.state > cut { try forward.settle() }
        try forward.advance()
      }
      let block = try? LagBlock(
        joining: forward.block(of: target), toTransposed: earlier, workspace: &workspace)
      if try !body(step, block) { failures += 1 }
      last = step
      return failures < Self.failureLimit
    }
    for step in steps where step > last { _ = try body(step, nil) }
  }

  /// The transposes of P(cut, cut - start) for the starts of all `steps`, in ascending order: the last that
  /// the panel comes to first. So it goes twice, first leaving copies on the way, √m of them, and
  /// then from each of these, the farthest first.
  ///
  /// - Parameter body: Returns whether to go on.
  private func forEachEarlierBlock(
    lag: Int, steps: ArraySlice<Int>, cut: Int,
    _ body: (_ step: Int, LagBlock<Scalar>) throws -> Bool
  ) throws {
    let starts = steps.map { $0 - lag }
    let (farthest, nearest) = (starts.first!, starts.last!)
    let length = max(Int(Double(nearest - farthest + 1).squareRoot().rounded(.up)), 1)
    var columns = Matrix<Scalar>.identity(sequence.layout.count)
    columns.scaleRows(backward.weights[cut])
    columns.scaleColumns(forward.weights[cut])
    var walk = try PanelWalk(through: backward, state: cut, columns: columns)
    var copies: [PanelWalk<Scalar>] = []
    while walk.state > farthest {
      if walk.state <= nearest + 1, (nearest + 1 - walk.state) % length == 0 {
        copies.append(walk.copied())
      }
      guard walk.state - 1 > farthest else { break }
      try walk.advance()
      try walk.settle()
    }
    var remaining = steps
    while var walk = copies.popLast() {
      var blocks: [(step: Int, block: LagBlock<Scalar>)] = []
      let end = max(walk.state - length, farthest)
      let passed = remaining.prefix { $0 - lag < walk.state }
      while walk.state > end {
        try walk.advance()
        if passed.contains(walk.state + lag),
          let source = sequence.source(of: quantity, at: walk.state)
        {
          blocks.append((walk.state + lag, walk.block(of: source)))
        }
        if walk.state > end { try walk.settle() }
      }
      for (step, block) in blocks.reversed() where try !body(step, block) { return }
      remaining = remaining.dropFirst(passed.count)
    }
  }
}
