public import DenseLinearAlgebra
public import RecurrentCells

/// The joint Jacobians of the layers of a stack: how the state of one layer moves that of another
/// over time.
///
/// The joint state is that of all layers, lowest first. With G_l = ∂(state of l)/∂(its input) and E_l
/// the rows of the hidden state of layer l, one step has the blocks
///
///     J_ll = the layer's own Jacobian
///     J_lm = G_l·E_{l-1}·J_{l-1,m}      l > m
///
/// and zeros above: lower block-triangular within a step. What passes from layer to layer is the edge
/// ``EdgeSet/fromBelow``. A quantity from layer a to layer b is the block (b, a) of P(t,k): the
/// states of all other layers at step t-k are held fixed, those of the layers above a at that step too.
public struct StackJacobians<Cell: RecurrentCell>: JacobianSequence {
  public typealias Scalar = Cell.Scalar

  /// The run whose Jacobians they are.
  public let run: StackRun<Cell>
  /// The layer whose earlier state is the variable; nil for all of them.
  public let source: Int?
  /// The layer whose later state is looked at; nil for all of them.
  public let target: Int?
  /// Where the state of each layer begins in the joint state.
  private let offsets: [Int]

  init(_ run: StackRun<Cell>, from source: Int?, to target: Int?) {
    self.run = run
    self.source = source
    self.target = target
    var offsets = [0]
    for layer in run.layers { offsets.append(offsets.last! + layer.forward.layout.count) }
    self.offsets = offsets
  }

  private var trajectories: [Trajectory<Cell>] { run.layers.map(\.forward) }

  public var stepCount: Int { run.stepCount }
  public var layout: StateLayout { StateLayout(hiddenCount: offsets.last!) }
  public var edges: EdgeSet {
    let own = trajectories.reduce(into: EdgeSet()) { $0.formUnion($1.edges) }
    return trajectories.count > 1 ? own.union(.fromBelow) : own
  }
  public var quantities: [Quantity] {
    [.hidden, .cell, .state].filter(trajectories[0].quantities.contains)
  }

  /// The blocks of every layer, and after them a dense one for every pair of layers.
  public func makeJacobian() -> BlockMatrix<Scalar> {
    var jacobian = joint { $0.makeJacobian() }
    jacobian.dense += pairs.map { upper, lower in
      .init(
        row: offsets[upper], column: offsets[lower],
        Matrix(rows: stateCount(upper), columns: stateCount(lower)))
    }
    return jacobian
  }

  /// The blocks of every layer in the joint state.
  private func joint(
    _ blocks: (Trajectory<Cell>) -> BlockMatrix<Scalar>
  ) -> BlockMatrix<Scalar> {
    var result = BlockMatrix<Scalar>(rows: offsets.last!, columns: offsets.last!)
    for (trajectory, offset) in zip(trajectories, offsets) {
      result.append(blocks(trajectory), atRow: offset, column: offset)
    }
    return result
  }

  /// Upper and lower layer of every block below the diagonal, by upper layer.
  private var pairs: [(upper: Int, lower: Int)] {
    trajectories.indices.flatMap { upper in (0..<upper).map { (upper, $0) } }
  }

  private func stateCount(_ layer: Int) -> Int { offsets[layer + 1] - offsets[layer] }

  /// - Complexity: O(n³) for every pair of layers, a product of matrices; O(n²) for each layer.
  public func writeJacobian(
    of step: Int, along edges: EdgeSet, into jacobian: inout BlockMatrix<Scalar>
  ) {
    var (dense, diagonal) = (0, 0)
    var underflows = false
    jacobian.cancelledTerms = nil
    // E_l·J_lm for m = 0 … l of the layer below.
    var shown: [Matrix<Scalar>] = []
    var below: [Matrix<Scalar>] = []
    for (layer, trajectory) in trajectories.enumerated() {
      var own = trajectory.makeJacobian()
      trajectory.writeJacobian(of: step, along: edges, into: &own)
      underflows = underflows || own.underflow != nil
      if let terms = own.cancelledTerms {
        jacobian.append(terms, atRow: offsets[layer], column: offsets[layer])
      }
      for block in own.dense {
        jacobian.dense[dense].matrix = block.matrix
        dense += 1
      }
      for block in own.diagonal {
        jacobian.diagonal[diagonal].values = block.values
        diagonal += 1
      }
      var blocks = shown.map { seen in
        Matrix<Scalar>(rows: stateCount(layer), columns: seen.columnCount)
      }
      if layer > 0, edges.contains(.fromBelow) {
        let input = fromBelow(trajectory, step: step, along: edges)
        let passed = input.denseMatrix()
        underflows = underflows || input.underflow != nil
        if let terms = jacobian.cancelledTerms {
          let hidden = trajectories[layer - 1].layout.hidden
          let start = offsets[layer - 1]
          let seen = terms.rows[start + hidden.lowerBound..<start + hidden.upperBound]
          let reached = passed.rowMagnitudes(columnsTimes: Array(seen))
          jacobian.append(
            CancelledTerms(rows: reached.map { Scalar(seen.count) * $0 }, columns: []),
            atRow: offsets[layer], column: 0)
        }
        for (lower, seen) in shown.enumerated() {
          if let terms = input.cancelledTerms {
            jacobian.append(
              terms.passed(seen), atRow: offsets[layer], column: offsets[lower])
          }
          underflows =
            underflows
            || passed.smallestMagnitude * seen.smallestMagnitude < .leastNormalMagnitude
          blocks[lower] = passed * seen
        }
      }
      below += blocks
      guard layer + 1 < trajectories.count else { break }
      shown = (blocks + [own.denseMatrix()]).map { hidden(trajectory, of: $0) }
    }
    for (place, block) in below.enumerated() { jacobian.dense[dense + place].matrix = block }
    jacobian.setUnderflow(underflows)
  }

  /// Every layer's own share of an edge; all that goes from layer to layer is ``EdgeSet/fromBelow``'s.
  public func jacobianShare(of edge: EdgeSet, at step: Int) -> BlockMatrix<Scalar> {
    guard edge == .fromBelow else { return joint { $0.jacobianShare(of: edge, at: step) } }
    var share = makeJacobian()
    writeJacobian(of: step, along: .all, into: &share)
    share.dense.removeFirst(share.dense.count - pairs.count)
    share.diagonal = []
    return share
  }

  /// G.
  private func fromBelow(
    _ trajectory: Trajectory<Cell>, step: Int, along edges: EdgeSet
  ) -> BlockMatrix<Scalar> {
    trajectory.cell.inputJacobian(
      of: trajectory.record(of: step), input: trajectory.input(at: step), along: edges)
  }

  private func hidden(_ trajectory: Trajectory<Cell>, of block: Matrix<Scalar>) -> Matrix<Scalar> {
    block.submatrix(rows: trajectory.layout.hidden, columns: 0..<block.columnCount)
  }

  public func source(of quantity: Quantity, at state: Int) -> BlockMatrix<Scalar>? {
    selector(ranges(of: quantity, in: source))
  }

  public func target(of quantity: Quantity) -> BlockMatrix<Scalar> {
    selector(ranges(of: quantity, in: target))
  }

  public func singularValueCount(of quantity: Quantity) -> Int {
    let sizes = [source, target].map { layer in
      ranges(of: quantity, in: layer).reduce(0) { $0 + $1.count }
    }
    return sizes.min()!
  }

  public var hiddenRows: [Range<Int>] { ranges(of: .hidden, in: nil) }

  /// Where a quantity stands in the joint state, for one layer or all of them.
  private func ranges(of quantity: Quantity, in layer: Int?) -> [Range<Int>] {
    trajectories.indices.filter { layer == nil || $0 == layer }.map { index in
      let layout = trajectories[index].layout
      let range =
        switch quantity {
        case .hidden: layout.hidden
        case .cell: layout.cell ?? 0..<0
        default: 0..<layout.count
        }
      return offsets[index] + range.lowerBound..<offsets[index] + range.upperBound
    }
  }
}

extension StackRun {
  /// The joint Jacobians from the state of one layer to that of another; nil stands for all layers.
  ///
  ///     let across = try stack.run(over: inputs).jacobians(from: 0, to: 1)
  ///     try across.trace(.hidden, step: 50, lags: 1...50)   // ∂h¹_t/∂h⁰_{t-k}
  ///
  /// - Throws: ``TraceError`` if a layer does not exist, or is bidirectional: what reads the sequence
  ///   backward has no common step with what reads it forward.
  public func jacobians(
    from source: Int? = nil, to target: Int? = nil
  ) throws(TraceError) -> StackJacobians<Cell> {
    for layer in [source, target].compactMap(\.self) where !layers.indices.contains(layer) {
      throw TraceError(
        code: .unknownLayer,
        description: "layer \(layer): the stack has layers 0 to \(layers.count - 1)")
    }
    guard layers.allSatisfy({ $0.backward == nil }) else {
      throw TraceError(
        code: .unknownLayer,
        description: "a bidirectional stack has no joint state at a step; trace single layers")
    }
    return StackJacobians(self, from: source, to: target)
  }
}
