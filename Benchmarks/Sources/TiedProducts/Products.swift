import RecurrentJacobians

/// The Jacobians of a network's steps along a set of edges, and the singular values of their products.
struct Products: Encodable {
  /// How a product is asked for.
  enum Way: String, Encodable {
    /// All lags of a step at once.
    case all
    /// A step and a lag alone.
    case alone
    /// One lag at all steps.
    case sliding
    /// Pushed into a panel, factor by factor.
    case panel
  }

  struct Row: Encodable {
    let quantity: Quantity
    let step: Int
    let lag: Int
    let way: Way
    /// In nats; nil for exact zeros.
    let values: [Double?]
    /// Nil for values that are not resolved.
    let bounds: [Double?]

    init(
      _ quantity: Quantity, step: Int, lag: Int, _ way: Way, values: [Double], bounds: [Double]
    ) {
      (self.quantity, self.step, self.lag, self.way) = (quantity, step, lag, way)
      self.values = values.map { $0 == -.infinity ? nil : $0 }
      self.bounds = bounds.map { $0 < LogSpectrum.resolutionLimit ? $0 : nil }
    }
  }

  let edges: [String]
  /// How many of the state's entries are of the hidden state, the first ones.
  let hiddenCount: Int
  /// By step, matrices in the state's rows and columns that the Jacobian is the sum of, which is not rounded.
  let factors: [[[[Double]]]]
  let rows: [Row]

  /// - Parameter slidingLag: The lag that is asked for at every step; if nil, all lags of the last step are.
  init(
    of run: some JacobianSequence<Double>, along edges: [String], _ slidingLag: Int?
  ) throws {
    let set = EdgeSet(EdgeSet.named.filter { edges.contains($0.name) }.map(\.edge))
    let last = run.stepCount
    // Without cell states the state is the hidden one.
    let quantities: [Quantity] = run.layout.cell == nil ? [.hidden] : [.hidden, .cell, .state]
    self.edges = edges
    hiddenCount = run.layout.hidden.count
    factors = (1...last).map { step in run.blocks(of: step, along: set).summands }
    rows = try quantities.flatMap { quantity in
      func traced(_ way: Way, steps: ClosedRange<Int>, lags: ClosedRange<Int>) throws -> [Row] {
        let request = TraceRequest(
          series: [.init(quantity, edges: set)], steps: steps, lags: lags, measures: .sigma)
        return try run.trace(request).rows.map {
          Row(
            quantity, step: $0.step, lag: $0.lag, way, values: $0.logSingularValues,
            bounds: $0.errorBounds)
        }
      }
      if let slidingLag {
        return try traced(.sliding, steps: slidingLag...last, lags: slidingLag...slidingLag)
      }
      let singles = try (1...last).flatMap { lag in
        let spectrum = try run.panelSpectrum(quantity, along: set, step: last, lag: lag)
        return try traced(.alone, steps: last...last, lags: lag...lag) + [
          Row(
            quantity, step: last, lag: lag, .panel, values: spectrum.logSingularValues,
            bounds: spectrum.errorBounds)
        ]
      }
      return try traced(.all, steps: last...last, lags: 1...last) + singles
    }
  }
}

extension JacobianSequence<Double> {
  /// The Jacobian of a step as the recursions multiply by it.
  fileprivate func blocks(of step: Int, along edges: EdgeSet) -> BlockMatrix<Double> {
    var jacobian = makeJacobian()
    writeJacobian(of: step, along: edges, into: &jacobian)
    return jacobian
  }

  /// The spectrum of a product that a panel alone has made: its columns are pushed through the last `lag` steps up to
  /// `step`, and then through the block of rows.
  fileprivate func panelSpectrum(
    _ quantity: Quantity, along edges: EdgeSet, step: Int, lag: Int
  ) throws -> LogSpectrum {
    let block = target(of: quantity).denseMatrix()
    var panel = try GradedPanel(columns: block)
    for step in step - lag + 1...step { try panel.push(blocks(of: step, along: edges)) }
    if block.columnCount < block.rowCount { try panel.push(block.transposed()) }
    return try panel.spectrum()
  }
}

extension BlockMatrix<Double> {
  /// A dense matrix for each block, the rows of each: blocks may overlap, and sums of their entries would round.
  fileprivate var summands: [[[Double]]] {
    let blocks =
      dense.map { BlockMatrix(rows: rowCount, columns: columnCount, dense: [$0]) }
      + diagonal.map { BlockMatrix(rows: rowCount, columns: columnCount, diagonal: [$0]) }
    return blocks.map { block in
      let matrix = block.denseMatrix()
      return (0..<rowCount).map { i in (0..<columnCount).map { matrix[i, $0] } }
    }
  }
}
