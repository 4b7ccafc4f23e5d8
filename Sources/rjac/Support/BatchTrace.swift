import RecurrentJacobians

/// Traces every sequence of a batch and writes quantiles over them.
struct BatchTrace<Scalar: LinearAlgebraScalar> {
  let sequences: InputSequences
  let source: NetworkSource
  let checkpoint: Checkpoint
  let options: TraceOptions

  /// What is known when all sequences have been traced.
  private struct Findings: ~Copyable {
    let singularValueCount: Int
    var quantiles: TraceQuantiles
    var longest: LoadedNetwork<Scalar>
    var accuracy = Accuracy()
  }

  func run() throws {
    guard options.files.report == nil else {
      throw UsageError("--report: shows one sequence; choose one with --sequence")
    }
    let start = ContinuousClock.now
    let findings = try trace()
    guard findings.accuracy.rowCount > 0 else {
      throw UsageError("\(source.inputs): no sequence has such a step and lag")
    }
    try write(findings, since: start)
  }

  /// The sequence `name`, run.
  private func load(_ name: String, isQuiet: Bool) throws -> LoadedNetwork<Scalar> {
    var one = source
    one.sequence = name
    return try one.load(
      from: options.fromLayer, of: sequences, in: checkpoint, isQuiet: isQuiet,
      upTo: sequences.stepCounts.max())
  }

  private func trace() throws -> Findings {
    let first = try load(sequences.names[0], isQuiet: false)
    let count = options.request(inBatch: first.sequence)
      .singularValueCount(for: first.sequence)
    var findings = Findings(
      singularValueCount: count, quantiles: try TraceQuantiles(singularValueCount: count),
      longest: first)
    var bar = ProgressBar()
    defer { bar.finish() }
    for (index, name) in sequences.names.enumerated() {
      let loaded = index == 0 ? first : try load(name, isQuiet: true)
      if loaded.trajectory.stepCount > findings.longest.trajectory.stepCount {
        findings.longest = loaded
      }
      let request = options.request(inBatch: loaded.sequence)
      guard loaded.sequence.rowCount(of: request) > 0 else { continue }
      let show = { (progress: TraceProgress) in
        bar.show(progress, ofSequence: index, of: sequences.names.count)
      }
      findings.accuracy.take(
        stateErrors: try loaded.trajectory.stateErrors(through: request.steps.last))
      try loaded.sequence.forEachTraceRow(of: request, progress: show) { row in
        let step: QuantileRow.Step = options.window.steps.isEnd ? .end : .number(row.step)
        try findings.quantiles.take(row, step: step)
        findings.accuracy.take(row)
      }
    }
    // What was said of the first holds of all.
    findings.longest.notes = first.notes
    return findings
  }

  /// The quantiles that were written, as people are to see them.
  private struct Written {
    var summary = QuantileSummary()
    var shown: [QuantileRow] = []
    var rowCount = 0
    var steps: Set<QuantileRow.Step> = []
  }

  /// Writes the CSV with what stands beside it, and the array; they appear together.
  private func write(
    _ findings: borrowing Findings, to files: WrittenFiles, since start: ContinuousClock.Instant
  ) throws -> Written {
    let network = findings.longest
    var sinks = try TraceSinks<QuantileRow>(
      csv: options.files.csv, npy: options.files.npy,
      singularValueCount: findings.singularValueCount, cellEdges: network.sequence.edges)
    var written = Written()
    try findings.quantiles.forEachRow { row in
      try sinks.append(row)
      written.summary.take(row)
      written.rowCount += 1
      written.steps.insert(row.step)
      if options.files.plot != nil { written.shown.append(row.withNormOnly) }
    }
    try sinks.finish()
    try files.writeSidecar {
      var sidecar = try RunSidecar(
        of: network, from: source, precision: options.precision, fromLayer: options.fromLayer,
        accuracy: findings.accuracy, duration: ContinuousClock.now - start)
      sidecar.rowCount = written.rowCount
      (sidecar.sequence, sidecar.sequenceCount) = (nil, sequences.names.count)
      return sidecar
    }
    return written
  }

  private func write(
    _ findings: borrowing Findings, since start: ContinuousClock.Instant
  ) throws {
    let files = try WrittenFiles(csv: options.files.csv, npy: options.files.npy)
    let written = try WholeFile.together { try write(findings, to: files, since: start) }
    let cellEdges = findings.longest.sequence.edges
    if options.measures?.measures != .radius {
      options.files.table.show(
        written.summary.table(cellEdges: cellEdges), ofSteps: written.steps.count,
        shown: "the last that half of the sequences reach")
    }
    findings.accuracy.show(
      options.precision, of: findings.singularValueCount > 0 ? .singularValues : .largest)
    files.announce()
    try options.files.picture.draw(
      BandChart.chart(
        title: Trace.chartTitle(fromLayer: options.fromLayer)
          + ", \(sequences.names.count) sequences", rows: written.shown,
        cellEdges: cellEdges))
  }
}
