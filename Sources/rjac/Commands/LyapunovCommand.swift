import ArgumentParser
import RecurrentJacobians

/// `rjac lyapunov`.
struct LyapunovCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lyapunov",
    abstract: "Lyapunov exponents: how fast small changes of the state fade or grow, by direction.",
    discussion: """
      The exponents are those of the whole state, for an LSTM (h, C), along this sequence of inputs, in nats \
      per step. The largest, mostly λ_1, tells: below 0 every change fades, e-fold in 1/|λ_1| steps; above 0 the network \
      is chaotic. \
      -inf is an exact zero. Standard errors are those of means over batches of neighbouring steps; the drift, \
      second half less first, says whether all has converged. Exponents are not singular values: for these \
      there is 'rjac trace --quantity state'. Pictures show the exponents over their index.

      Examples:
        rjac lyapunov model.safetensors inputs.npy --plot spectrum.svg
        rjac lyapunov model.safetensors inputs.npy --count 8 --discard 500 \\
          --csv spectrum.csv
      """)

  @OptionGroup var network: NetworkOptions

  @Option(
    help: ArgumentHelp(
      "What carries the derivative: all, carousel, outputPath, or single edges, which make one set:"
        + " carry,readout. (values: \(EdgeSetList.namesOfOneLayer.joined(separator: ", ")); default: all)",
      valueName: "list"),
    completion: .list(EdgeSetList.namesOfOneLayer), transform: EdgeSetList.init)
  var edges: [EdgeSetList] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The number of exponents, the largest first as a rule (default: one for every entry of the state).",
      valueName: "number"))
  var count: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Steps at the beginning that only turn the directions (default: a tenth of the steps).",
      valueName: "number"))
  var discard: Int?

  @Option(help: ArgumentHelp("The floating-point type.", valueName: "type"))
  var precision = Precision.double

  @OptionGroup var table: CSVOption

  @OptionGroup var picture: PlotOption

  func validate() throws {
    if edges.flatMap(\.sets).count > 1 {
      throw ValidationError("--edges: give one set of edges; a run has one spectrum.")
    }
  }

  func run() throws {
    let source = network.source
    let checkpoint = try Checkpoint(contentsOf: source.model)
    try table.check(against: source.files(of: checkpoint), and: [(picture.plot, "--plot")])
    try picture.check(isAlone: table.csv == nil)
    switch precision {
    case .double: try run(source, in: checkpoint, as: Double.self)
    case .single: try run(source, in: checkpoint, as: Float.self)
    }
  }

  private func run<Scalar: LinearAlgebraScalar>(
    _ source: NetworkSource, in checkpoint: Checkpoint, as type: Scalar.Type
  ) throws {
    let loaded = try source.load(as: type, in: checkpoint)
    let start = ContinuousClock.now
    let spectrum = try spectrum(of: loaded.trajectory)
    var accuracy = Accuracy()
    accuracy.take(stateErrors: try loaded.trajectory.stateErrors(through: nil))
    accuracy.take(spectrum)
    let files = try WrittenFiles(csv: table.csv)
    try WholeFile.together {
      if let csv = table.csv { try spectrum.writeCSV(to: csv) }
      try files.writeSidecar {
        var sidecar = try RunSidecar(
          of: loaded, from: source, precision: precision, accuracy: accuracy,
          duration: ContinuousClock.now - start, threadCount: 1)
        sidecar.lyapunov = .init(
          edges: set.name(among: loaded.trajectory.edges),
          discardedStepCount: spectrum.discardedStepCount,
          kaplanYorkeDimension: spectrum.kaplanYorkeDimension, entropy: spectrum.entropy)
        return sidecar
      }
    }
    table.show(spectrum.summary, ofSteps: 1)
    accuracy.show(precision, of: .exponents)
    files.announce()
    try picture.draw(spectrum.chart(title: "Lyapunov spectrum"))
  }

  private var set: EdgeSet { edges.first?.sets.first ?? .all }

  private func spectrum(of sequence: any JacobianSequence) throws -> LyapunovSpectrum {
    var bar = ProgressBar()
    defer { bar.finish() }
    return try sequence.lyapunovSpectrum(count: count, discarding: discard, edges: set) {
      bar.show($0)
    }
  }
}
