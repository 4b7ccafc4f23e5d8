import DenseLinearAlgebra
public import RecurrentCells

/// How far a long computation has come.
public struct TraceProgress: Sendable, Equatable {
  /// What is done: rows of a trace, steps or lags that were passed, checks.
  public let completed: Int
  /// What there is to do.
  public let total: Int
}

extension JacobianSequence {
  /// Computes the rows of `request` and hands each to `body`, by series, then step, then lag.
  ///
  /// Pairs with a lag beyond the step are left out. Blocks are independent work for all cores, each
  /// with BLAS on one thread; the count of BLAS threads is one for the whole process meanwhile.
  ///
  /// - Parameters:
  ///   - request: What is traced.
  ///   - threads: The number of threads used at once; that of the processors if nil.
  ///   - progress: Called on the calling thread as rows are computed, of which some may be under way to `body`.
  ///   - body: Called on the calling thread. What it throws ends the computation.
  /// - Throws: ``TraceError``, `LinearAlgebraError`, `CancellationError` when the current task is
  ///   cancelled, and what `body` throws.
  /// - Complexity: One end step and all lags: one product with a panel and one QR a lag, one SVD a
  ///   row. One lag k of the whole state at m neighbouring steps: k + 2·m products and QRs instead of k·m,
  ///   and one LU factorization a row. Norms alone: up to 16 neighbouring steps share each product, and a
  ///   row takes some ten products of two matrices with a vector, at one end step those of one matrix. Memory O(T·n)
  ///   and a few panels a thread, some 50 for norms alone, a multiple of √m for one lag at many steps, whatever the number of rows.
  public func forEachTraceRow(
    of request: TraceRequest, threads: Int? = nil,
    progress: (TraceProgress) -> Void = { _ in }, _ body: (TraceRow) throws -> Void
  ) throws {
    let request = try checked(request)
    let total = rowCount(of: request)
    let tally = Tally()
    let isOfNorms = request.measures == .norm
    try OrderedPipeline<[TraceRow]>.run(
      threads: threads, callerWorks: !isOfNorms,
      watch: { progress(TraceProgress(completed: tally.count, total: total)) },
      deliver: { rows in
        for row in rows {
          try body(row)
          if !isOfNorms { tally.add(1) }
          progress(TraceProgress(completed: tally.count, total: total))
        }
      },
      produce: { submit in
        for (place, series) in request.series.enumerated() {
          let plan = request.steps.map {
            StepLags(step: $0, lags: existing(request.lags, of: series.quantity, at: $0))
          }
          .filter { !$0.lags.isEmpty }
          guard !plan.isEmpty else { continue }
          if !isOfNorms {
            // At the weights of later series the other threads have those before to work at.
            try SpectrumPlan(
              series, of: self, steps: plan, measures: request.measures,
              threads: place == 0 ? threadCount(threads) : 1
            ).submit(to: submit)
          } else if let path = OutputPath(of: self, for: series) {
            try NormPlan(series, of: path, steps: plan, tally: tally).submit(to: submit)
          } else {
            try NormPlan(series, of: self, steps: plan, tally: tally).submit(to: submit)
          }
        }
      })
  }

  /// The trace of one quantity along one set of edges, up to one step.
  ///
  ///     let trace = try run.trace(.cell, edges: .carousel, step: 200, lags: 1...200)
  ///
  /// - Throws: As ``forEachTraceRow(of:threads:progress:_:)``.
  public func trace(
    _ quantity: Quantity, edges: EdgeSet = .all, step: Int, lags: some Sequence<Int>,
    measures: Measures = .all, threads: Int? = nil, progress: (TraceProgress) -> Void = { _ in }
  ) throws -> Trace {
    try trace(
      TraceRequest(
        series: [.init(quantity, edges: edges)], steps: [step], lags: lags, measures: measures),
      threads: threads, progress: progress)
  }

  /// All rows of `request` as a value.
  ///
  /// - Throws: As ``forEachTraceRow(of:threads:progress:_:)``.
  public func trace(
    _ request: TraceRequest, threads: Int? = nil, progress: (TraceProgress) -> Void = { _ in }
  ) throws -> Trace {
    var rows: [TraceRow] = []
    try forEachTraceRow(of: request, threads: threads, progress: progress) { rows.append($0) }
    return Trace(rows: rows, cellEdges: edges)
  }

  /// The Jacobian of state `step` with respect to state `step` - `lag` as a matrix times e^logScale.
  ///
  /// - Parameters:
  ///   - quantity: Which derivative.
  ///   - edges: Those that carry the derivative.
  ///   - step: t, 1 … T.
  ///   - lag: k, 1 … t; 0 is possible for `Quantity.output`.
  /// - Throws: ``TraceError`` for a pair or quantity that does not exist and where a step's Jacobian is not finite,
  ///   `LinearAlgebraError`, `CancellationError` when the current task is cancelled.
  /// - Complexity: `lag` products with a panel and QR factorizations.
  /// - Accuracy: entries to ε of the largest one. Small singular values cannot be had from the
  ///   entries: ask for a trace.
  public func jacobian(
    _ quantity: Quantity, edges: EdgeSet = .all, step: Int, lag: Int
  ) throws -> LogScaledMatrix<Scalar> {
    let request = try checked(
      TraceRequest(series: [.init(quantity, edges: edges)], steps: [step], lags: [lag]))
    let recursion = ForwardRecursion(
      sequence: self, quantity: quantity, edges: request.series[0].edges)
    return try LinearAlgebraBackend.withOneThread {
      guard let block = try recursion.block(step: step, lag: lag) else {
        throw TraceError(
          code: .nothingToCompute,
          description: "quantity \(quantity.rawValue): state \(step - lag) has no such variable")
      }
      return block.matrix()
    }
  }
}

extension JacobianSequence {
  /// Requires a step of the sequence.
  func require(step: Int) throws(TraceError) {
    guard step >= 1 && step <= stepCount else {
      throw TraceError(
        code: .stepOutOfRange,
        description: "step \(step): the sequence has steps 1 to \(stepCount); choose among these")
    }
  }

  /// The edges that the cell has of a set; a sentence that helps where it is no set of the cell's.
  func checked(_ set: EdgeSet) throws(TraceError) -> EdgeSet {
    guard set == .all || (edges.isSuperset(of: set) && !set.isEmpty) else {
      throw TraceError(
        code: .unknownEdges,
        description: "edges \(set.spelledOut): choose among \(edges.memberNames)")
    }
    guard EdgeSet.allNamed.isSuperset(of: edges) else {
      throw TraceError(
        code: .unknownEdges,
        description:
          "the sequence has edges besides \(EdgeSet.allNamed.memberNames), which have no names")
    }
    return set.intersection(edges)
  }

  /// The request with edge sets that the cell has; a sentence that helps where it asks for more.
  ///
  /// - Parameter rule: Which lags a step has.
  func checked(
    _ request: TraceRequest,
    rule: String =
      "a lag is at least 1 and at most its step (for output at least 0 and less than its step)"
  ) throws(TraceError) -> TraceRequest {
    var request = request
    for index in request.series.indices {
      let series = request.series[index]
      guard quantities.contains(series.quantity) else {
        throw TraceError(
          code: .unknownQuantity,
          description: "quantity \(series.quantity.rawValue): choose among "
            + quantities.map(\.rawValue).joined(separator: ", "))
      }
      request.series[index].edges = try checked(series.edges)
    }
    for step in request.steps { try require(step: step) }
    if rowCount(of: request) == 0 {
      throw nothingToCompute(steps: request.steps, lags: request.lags, rule: rule)
    }
    return request
  }

  /// What is said where no pair of `steps` and `lags`, both ascending, is there.
  ///
  /// - Parameter rule: Which lags a step has.
  func nothingToCompute(steps: [Int], lags: [Int], rule: String) -> TraceError {
    let asked =
      if let first = lags.first, let last = steps.last {
        " of lags from \(first) on at steps up to \(last)"
      } else {
        ""
      }
    return TraceError(
      code: .nothingToCompute,
      description: "no (step, lag) pair is left to compute\(asked): the sequence has steps 1 to"
        + " \(stepCount), and \(rule)")
  }

  /// The rows that a request has here: pairs with a lag beyond the step have none.
  public func rowCount(of request: TraceRequest) -> Int {
    request.series.reduce(0) { sum, series in
      request.steps.reduce(sum) { $0 + existing(request.lags, of: series.quantity, at: $1).count }
    }
  }

  /// Those of `lags`, ascending, that a step has.
  ///
  /// - Complexity: O(log lags); their memory is shared.
  package func existing(
    _ lags: [Int], of quantity: Quantity, at step: Int
  ) -> ArraySlice<Int> {
    lags.part(in: self.lags(of: quantity, at: step))
  }

  /// The lags of `request` that a step has for any of its series.
  package func existingLags(of request: TraceRequest, at step: Int) -> Set<Int> {
    Set(request.series.flatMap { existing(request.lags, of: $0.quantity, at: step) })
  }
}
