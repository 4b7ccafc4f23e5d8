import DenseLinearAlgebra
import RealModule
import RecurrentCells

/// ln σ₁ for many (step, lag) pairs, with shared work: a product from an earlier to a later state is
/// cut at a state between them, P(t, t-s) = F_t·B_s, and every F_t and B_s serves all pairs that are
/// cut there. Pairs with one step t are cut at t, and B_s has the rows that are wanted there.
///
/// The factors are multiplied out. Where that is not accurate enough for a pair, or its norm is zero,
/// the answer is nil, and the graded recursions have to step in.
///
/// - Complexity: a product with a panel for each state that a group of steps reaches back to, and for
///   each pair some ten products of its two factors with vectors, done for all pairs at once.
struct NormTiles<Jacobians: JacobianSequence>: Sendable {
  typealias Scalar = Jacobians.Scalar

  let sequence: Jacobians
  let quantity: Quantity
  let edges: EdgeSet
  private let workspaces = Recycler<NormTileWorkspace<Scalar>>()

  init(sequence: Jacobians, quantity: Quantity, edges: EdgeSet) {
    self.sequence = sequence
    self.quantity = quantity
    self.edges = edges
  }

  /// How many end steps share their factors: with more than 16, the shorter products inside the tile
  /// cost what the longer ones save.
  var width: Int {
    let bytes =
      sequence.layout.count * sequence.singularValueCount(of: quantity) * MemoryLayout<Scalar>.size
    return min(max(Self.memoryLimit / (2 * max(bytes, 1)), 4), 16)
  }

  /// Bytes that factors may take where they are more than four from either side.
  private static var memoryLimit: Int { 1 << 27 }

  /// ln σ₁ of those pairs for which it can be had so.
  ///
  /// - Parameters:
  ///   - pairs: With start < step; steps within ``width`` of each other.
  ///   - tally: Counts the pairs that have a value, as they come.
  func logNorms(
    of pairs: [StatePair], tally: Tally = Tally()
  ) throws -> [StatePair: LogNorm] {
    guard let first = pairs.map(\.step).min(), let last = pairs.map(\.step).max() else {
      return [:]
    }
    var workspace = workspaces.take() ?? NormTileWorkspace()
    defer { workspaces.put(workspace) }
    try workspace.load(sequence, steps: first...last, along: edges)
    var results: [StatePair: LogNorm] = [:]
    try collect(pairs, cut: first - 1, in: &workspace, into: &results, tally)
    return results
  }

  /// Takes the pairs with start ≤ cut < step, and those on either side with cuts of their own.
  private func collect(
    _ pairs: [StatePair], cut: Int, in workspace: inout NormTileWorkspace<Scalar>,
    into results: inout [StatePair: LogNorm], _ tally: Tally
  ) throws {
    try cross(
      pairs.filter { $0.start <= cut && $0.step > cut }, cut: cut, in: &workspace, into: &results,
      tally)
    for rest in [pairs.filter { $0.start > cut }, pairs.filter { $0.step <= cut }]
    where !rest.isEmpty {
      let middle = (rest.map(\.start).min()! + rest.map(\.step).max()!) / 2
      try collect(rest, cut: middle, in: &workspace, into: &results, tally)
    }
  }

  private func cross(
    _ pairs: [StatePair], cut: Int, in workspace: inout NormTileWorkspace<Scalar>,
    into results: inout [StatePair: LogNorm], _ tally: Tally
  ) throws {
    guard !pairs.isEmpty else { return }
    let steps = Set(pairs.map(\.step)).sorted()
    let cut = steps.count == 1 ? steps[0] : cut
    var ends: [Int: [Int]] = [:]
    for pair in pairs { ends[pair.start, default: []].append(steps.firstIndex(of: pair.step)!) }
    let target = sequence.target(of: quantity)
    workspace.makeLeftFactors(steps: steps, cut: cut, target: target)
    workspace.startImages(count: steps.count)
    for state in stride(from: steps.last!, through: cut, by: -1) {
      if let place = steps.firstIndex(of: state) {
        workspace.startImage(place, step: state, target: target)
      }
      if state > cut { workspace.transportImages(through: state) }
    }
    var starts: [Int] = []
    let lowest = ends.keys.min()!
    for state in stride(from: cut, through: lowest, by: -1) {
      try Cancellation.check()
      if state < cut {
        try workspace.load(sequence, step: state + 1, along: edges)
        workspace.transportImages(through: state + 1)
        workspace.transportChain(
          through: workspace.place(of: state + 1), isFirst: state == cut - 1, target: target)
      }
      if ends[state] != nil, let source = sequence.source(of: quantity, at: state) {
        workspace.makeRightFactor(starts.count, source: source, isIdentity: state == cut)
        starts.append(state)
      }
      guard !starts.isEmpty, starts.count == width || state == lowest else { continue }
      let factors = steps.indices.flatMap { i in
        starts.indices.filter { ends[starts[$0]]!.contains(i) }
          .map { FactorPair(left: i, right: $0) }
      }
      for (pair, value) in zip(factors, workspace.tile.logNorms(of: factors)) {
        if let value {
          results[StatePair(step: steps[pair.left], start: starts[pair.right])] = value
          tally.add(1)
        }
      }
      starts = []
    }
  }
}
