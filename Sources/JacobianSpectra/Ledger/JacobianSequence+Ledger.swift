import DenseLinearAlgebra
public import RecurrentCells

extension JacobianSequence {
  /// Takes the Jacobians of `request` apart and hands each row to `body`, by quantity, then step,
  /// then lag.
  ///
  /// - Parameters:
  ///   - request: What is taken apart, and how.
  ///   - threads: The number of threads that go on with the panels, and of those that take rows, at once; that of the
  ///     processors if nil.
  ///   - progress: Called after each row on the calling thread.
  ///   - body: Called on the calling thread. What it throws ends the computation.
  /// - Throws: ``TraceError``, `LinearAlgebraError`, `CancellationError` when the current task is
  ///   cancelled, and what `body` throws.
  /// - Complexity: One end step and all lags: two products with a panel for each edge and one for
  ///   each count of hops a lag, one SVD with vectors a row.
  /// - Accuracy: parts and whole to n·k·ε of the sum of the magnitudes of their paths; the parts sum
  ///   to the whole to that, whatever the lag. ``LedgerRow/closureError`` measures it. What lies
  ///   below the largest entry of its panel by the whole exponent range is lost, and a value that this, or a
  ///   derivative below the exponent range, may show in is nil.
  public func forEachLedgerRow(
    of request: LedgerRequest, threads: Int? = nil,
    progress: (TraceProgress) -> Void = { _ in }, _ body: (LedgerRow) throws -> Void
  ) throws {
    let checked = try checked(request)
    let total = rowCount(of: checked)
    let threads = threadCount(threads)
    var completed = 0
    try OrderedPipeline<LedgerRow>.run(
      threads: threads,
      deliver: { row in
        try body(row)
        completed += 1
        progress(TraceProgress(completed: completed, total: total))
      },
      produce: { submit in
        for quantity in request.quantities {
          let recursion = LedgerRecursion(
            sequence: self, quantity: quantity, parts: request.parts(of: edges), threads: threads)
          for step in checked.steps {
            let lags = existing(checked.lags, of: quantity, at: step)
            try recursion.forEachBlock(step: step, lags: lags) { blocks in
              try submit { try blocks.row(quantity, step: step) }
            }
          }
        }
      })
  }

  /// The ledger of one quantity up to one step.
  ///
  ///     let ledger = try run.ledger(.cell, step: 200, lags: 1...200, hops: 3)
  ///
  /// - Parameters:
  ///   - quantity: Which derivative.
  ///   - step: t, 1 … T.
  ///   - lags: k, 1 … t; longer ones are left out, so that `1...` asks for all.
  ///   - hops: Split by hops as well, up to this many.
  /// - Throws: As ``forEachLedgerRow(of:threads:progress:_:)``.
  public func ledger(
    _ quantity: Quantity, step: Int, lags: some Sequence<Int>, hops: Int? = nil,
    threads: Int? = nil, progress: (TraceProgress) -> Void = { _ in }
  ) throws -> Ledger {
    try ledger(
      LedgerRequest(
        [quantity], steps: [step], lags: lags.numbers(in: 0...min(max(step, 0), stepCount)),
        hops: hops),
      threads: threads, progress: progress)
  }

  /// All rows of `request` as a value.
  ///
  /// - Throws: As ``forEachLedgerRow(of:threads:progress:_:)``.
  public func ledger(
    _ request: LedgerRequest, threads: Int? = nil, progress: (TraceProgress) -> Void = { _ in }
  ) throws -> Ledger {
    var rows: [LedgerRow] = []
    try forEachLedgerRow(of: request, threads: threads, progress: progress) { rows.append($0) }
    return Ledger(rows: rows, parts: request.parts(of: edges))
  }

  /// The parts of one Jacobian as matrices times e^logScale, each in a scale of its own.
  ///
  /// - Parameters:
  ///   - quantity: Which derivative.
  ///   - step: t, 1 … T.
  ///   - lag: k, 1 … t.
  ///   - hops: Split by hops as well, up to this many.
  /// - Throws: ``TraceError`` for a pair or quantity that does not exist, for hops out of range and where a step's
  ///   Jacobian is not finite; `CancellationError` when the current task is cancelled.
  /// - Complexity: As ``forEachLedgerRow(of:threads:progress:_:)`` for all lags up to `lag`.
  public func contributions(
    to quantity: Quantity, step: Int, lag: Int, hops: Int? = nil
  ) throws -> [(part: LedgerPart, contribution: LogScaledMatrix<Scalar>)] {
    let request = LedgerRequest([quantity], steps: [step], lags: [lag], hops: hops)
    _ = try checked(request)
    var result: [(part: LedgerPart, contribution: LogScaledMatrix<Scalar>)] = []
    try LinearAlgebraBackend.withOneThread {
      try LedgerRecursion(
        sequence: self, quantity: quantity, parts: request.parts(of: edges), threads: 1
      ).forEachBlock(step: step, lags: [lag]) { result = $0.contributions() }
    }
    return result
  }

  /// The pairs to take apart; a sentence that helps where there are none, or no such parts.
  private func checked(_ request: LedgerRequest) throws(TraceError) -> TraceRequest {
    if let hops = request.hops, !LedgerRequest.hopCounts.contains(hops) {
      throw TraceError(
        code: .countOutOfRange,
        description:
          "hops up to \(hops): give a number from 0 to \(LedgerRequest.hopCounts.upperBound)"
      )
    }
    let pairs = TraceRequest(
      series: request.quantities.map { .init($0) }, steps: request.steps, lags: request.lags)
    return try checked(
      pairs,
      rule:
        "a ledger's lag is at least 1 and at most its step (for output and hiddenFromInput less)")
  }
}
