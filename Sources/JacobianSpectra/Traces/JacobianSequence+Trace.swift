import DenseLinearAlgebra
public import RecurrentCells

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
  ///     let trace = try run.trace(.cell, edges: .carousel, step: 200, lags: 1...50)
  ///
  /// - Parameters:
  ///   - quantity: Which derivative.
  ///   - edges: Those that carry it.
  ///   - step: t; the last if nil.
  ///   - lags: k; longer ones than the step are left out, so that `1...` asks for all.
  ///   - measures: What is computed of each.
  ///   - threads: The number of threads used at once; that of the processors if nil.
  ///   - progress: As for ``forEachTraceRow(of:threads:progress:_:)``.
  /// - Throws: As ``forEachTraceRow(of:threads:progress:_:)``.
  public func trace(
    _ quantity: Quantity, edges: EdgeSet = .all, step: Int? = nil, lags: some Sequence<Int>,
    measures: Measures = .all, threads: Int? = nil, progress: (TraceProgress) -> Void = { _ in }
  ) throws -> Trace {
    let step = step ?? stepCount
    return try trace(
      TraceRequest(
        series: [.init(quantity, edges: edges)], steps: [step],
        lags: lags.numbers(in: 0...min(max(step, 0), stepCount)), measures: measures),
      threads: threads, progress: progress)
  }

  /// The trace of one quantity along one set of edges at all lags of one step.
  ///
  ///     let trace = try run.trace(.hidden)
  ///
  /// - Throws: As ``forEachTraceRow(of:threads:progress:_:)``.
  public func trace(
    _ quantity: Quantity, edges: EdgeSet = .all, step: Int? = nil, measures: Measures = .all,
    threads: Int? = nil, progress: (TraceProgress) -> Void = { _ in }
  ) throws -> Trace {
    try trace(
      quantity, edges: edges, step: step, lags: 0..., measures: measures, threads: threads,
      progress: progress)
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
  ///   - lag: k, 1 … t; 0 is possible for `Quantity.output` and `Quantity.hiddenFromInput`.
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
