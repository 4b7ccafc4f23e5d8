import DenseLinearAlgebra
public import RecurrentCells

extension JacobianSequence {
  /// The Lyapunov exponents of the state along the sequence, for an LSTM of (h, C) together.
  ///
  ///     let spectrum = try run.lyapunovSpectrum(count: 8, discarding: 500)
  ///     print(spectrum.exponents, spectrum.kaplanYorkeDimension ?? .nan)
  ///
  /// - Parameters:
  ///   - count: The number of exponents, the first of the whole spectrum in the order of the sweep; all of them if nil.
  ///     They are the largest as far as ``LyapunovSpectrum/exponents`` descend.
  ///   - discarded: The number of steps at the beginning that are not averaged, in which random directions turn to
  ///     where they grow as the exponents say; a tenth of the steps if nil. What is left of that falls off like the
  ///     gap between neighbouring exponents times the steps.
  ///   - edges: Those that carry the derivative.
  ///   - progress: Called after each step on the calling thread.
  /// - Throws: ``TraceError`` if the state has not so many directions, if fewer than two steps are left and for
  ///   edges that the cell has not; for Jacobians that are not finite; `LinearAlgebraError`;
  ///   `CancellationError` when the current task is cancelled.
  /// - Complexity: A product with a panel of `count` columns and a QR factorization a step, 4·n·m² flops and those of
  ///   the product for m of n directions; memory O(n·m + √T·m).
  /// - Accuracy: ``LyapunovSpectrum/roundingErrors`` of each exponent, like ε times the condition of a step's Jacobian
  ///   with its rows scaled, and not of the product: rounding does not add up. As a rule far less than
  ///   ``LyapunovSpectrum/standardErrors``.
  /// - Source: Benettin et al. 1980; Geist, Parlitz and Lauterborn 1990. For recurrent networks Vogt et al. 2022, "On
  ///   Lyapunov exponents for RNNs"; Engelken, Wolf and Abbott 2023, "Lyapunov spectra of chaotic recurrent neural
  ///   networks".
  public func lyapunovSpectrum(
    count: Int? = nil, discarding discarded: Int? = nil, edges: EdgeSet = .all,
    progress: (TraceProgress) -> Void = { _ in }
  ) throws -> LyapunovSpectrum {
    let edges = try checked(edges)
    let count = count ?? layout.count
    let discarded = discarded ?? stepCount / 10
    try requireExponents(count: count, discarding: discarded)
    let averaged = stepCount - discarded
    var means = BatchMeans(stepCount: averaged, count: count)
    var errors = [Double](repeating: 0, count: count)
    try LinearAlgebraBackend.withOneThread {
      var sweep = try LyapunovSweep(self, along: edges, count: count)
      for step in 1...stepCount {
        try Cancellation.check()
        let growth = try sweep.advance(through: step)
        if step > discarded {
          means.take(growth.logs)
          for (i, error) in growth.errors.enumerated() { errors[i] += error }
        }
        progress(TraceProgress(completed: step, total: stepCount))
      }
    }
    let directions = 0..<count
    return LyapunovSpectrum(
      exponents: directions.map(means.mean), standardErrors: directions.map(means.standardError),
      drifts: directions.map(means.drift), roundingErrors: errors.map { $0 / Double(averaged) },
      stateCount: layout.count, stepCount: averaged, discardedStepCount: discarded,
      edges: edges == self.edges ? nil : edges)
  }

  /// Requires directions that the state has, and steps to average.
  private func requireExponents(count: Int, discarding discarded: Int) throws(TraceError) {
    guard (1...max(layout.count, 1)).contains(count) else {
      throw TraceError(
        code: .countOutOfRange,
        description: "\(count) Lyapunov exponents: the state has \(layout.count); ask for 1 to"
          + " \(layout.count)")
    }
    guard stepCount >= 2 else {
      throw TraceError(
        code: .nothingToCompute,
        description: "Lyapunov exponents are means over at least 2 steps, and the sequence has"
          + " \(stepCount); give a longer one")
    }
    guard (0...stepCount - 2).contains(discarded) else {
      throw TraceError(
        code: .stepOutOfRange,
        description:
          "\(discarded) steps discarded: the sequence has \(stepCount), of which at least"
          + " 2 must be left; discard 0 to \(stepCount - 2)")
    }
  }
}
