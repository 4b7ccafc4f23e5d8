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

  /// What a quantity begins and ends with, in the state's rows.
  struct Ends: Encodable {
    /// By state, from 0: matrices whose sum is how the state moves with the variable; nil where there is none.
    let sources: [[[[Double]]]?]
    /// Ones for what is looked at.
    let target: [[Double]]
  }

  let edges: [String]
  /// By step, matrices in the state's rows and columns that the Jacobian is the sum of, which is not rounded.
  let factors: [[[[Double]]]]
  let quantities: [String: Ends]
  let rows: [Row]

  /// - Parameter slidingLag: The lag that is asked for at every step; if nil, all lags of the last step are.
  init(
    of run: some JacobianSequence<Double>, along edges: [String], _ slidingLag: Int?
  ) throws {
    let set = EdgeSet(EdgeSet.named.filter { edges.contains($0.name) }.map(\.edge))
    let last = run.stepCount
    self.edges = edges
    factors = (1...last).map { step in run.blocks(of: step, along: set).summands }
    let pairs = run.quantities.map { quantity in
      let sources = (0...last).map { run.source(of: quantity, at: $0)?.summands }
      return (quantity.rawValue, Ends(sources: sources, target: run.target(of: quantity).rows))
    }
    quantities = Dictionary(uniqueKeysWithValues: pairs)
    rows = try run.quantities.flatMap { quantity in
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
      let lags = run.source(of: quantity, at: 0) == nil ? 0...last - 1 : 1...last
      let singles = try lags.flatMap { lag in
        let spectrum = try run.panelSpectrum(quantity, along: set, step: last, lag: lag)
        return try traced(.alone, steps: last...last, lags: lag...lag) + [
          Row(
            quantity, step: last, lag: lag, .panel, values: spectrum.logSingularValues,
            bounds: spectrum.errorBounds)
        ]
      }
      return try traced(.all, steps: last...last, lags: lags) + singles
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

  /// The spectrum of a product that a panel alone has made: the source is pushed through the last `lag` steps up to
  /// `step`, and then through the rows that are looked at.
  fileprivate func panelSpectrum(
    _ quantity: Quantity, along edges: EdgeSet, step: Int, lag: Int
  ) throws -> LogSpectrum {
    let source = self.source(of: quantity, at: step - lag)!
    var panel = try GradedPanel<Double>(columns: .identity(source.columnCount))
    try panel.push(source)
    for step in step - lag..<step { try panel.push(blocks(of: step + 1, along: edges)) }
    let target = self.target(of: quantity)
    if target.columnCount < target.rowCount { try panel.push(target.denseMatrix().transposed()) }
    return try panel.spectrum()
  }
}

extension BlockMatrix<Double> {
  /// A dense matrix for each block, the rows of each: blocks may overlap, and sums of their entries would round.
  fileprivate var summands: [[[Double]]] {
    let blocks =
      dense.map { BlockMatrix(rows: rowCount, columns: columnCount, dense: [$0]) }
      + diagonal.map { BlockMatrix(rows: rowCount, columns: columnCount, diagonal: [$0]) }
    return blocks.map(\.rows)
  }

  fileprivate var rows: [[Double]] {
    let matrix = denseMatrix()
    return (0..<rowCount).map { i in (0..<columnCount).map { matrix[i, $0] } }
  }
}
