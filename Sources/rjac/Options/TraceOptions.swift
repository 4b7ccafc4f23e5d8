import ArgumentParser
import RecurrentJacobians

/// Which Jacobians to compute, and where to write them.
struct TraceOptions: ParsableArguments {
  @OptionGroup var quantity: QuantityOption

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Derivatives with respect to the state of this layer, below that of --layer (default: the same"
        + " layer). The carousel and the output path do not lead from layer to layer.",
      valueName: "number"))
  var fromLayer: Int?

  @Option(
    help: ArgumentHelp(
      "What carries the derivative; repeat it or give a list. Each of all, carousel and"
        + " outputPath is a set; the single edges of one list make one set: carry,readout. (values:"
        + " \(EdgeSetList.names.joined(separator: ", ")))",
      valueName: "list"),
    completion: .list(EdgeSetList.names), transform: EdgeSetList.init)
  var edges: [EdgeSetList] = []

  @OptionGroup var readout: ReadoutOption

  @OptionGroup var window: StepOptions

  @Option(
    help: ArgumentHelp(
      "What to compute: all singular values, the largest, the spectral radius. (values:"
        + " \(MeasureList.names.joined(separator: ", ")); default: all for --csv and --npy, else what is"
        + " shown: norm in the summary)",
      valueName: "list"),
    completion: .list(MeasureList.names), transform: MeasureList.init)
  var measures: MeasureList?

  @Option(
    help: ArgumentHelp(
      "The floating-point type. In single, singular values far below the largest are rounding noise after few"
        + " lags, and left empty.", valueName: "type"))
  var precision = Precision.double

  @OptionGroup var files: OutputOptions

  func validate() throws {
    guard measures?.measures == .radius else { return }
    if (files.plot ?? files.report) != nil {
      throw ValidationError("Pictures show norms: add norm to --measures.")
    }
    if files.csv == nil && files.npy == nil {
      throw ValidationError(
        "The summary shows no spectral radii: name a file with --csv or --npy, or add norm to"
          + " --measures.")
    }
  }

  /// The request for one sequence of a batch: steps beyond its end are left out, and pictures show norms.
  func request(inBatch sequence: any JacobianSequence) -> TraceRequest {
    var request = request(for: sequence, picture: .norm)
    request.steps.removeAll { $0 > sequence.stepCount }
    return request
  }

  /// The request for a sequence.
  ///
  /// - Parameter picture: What a picture shows of it; of what one sequence has if nil.
  func request(
    for sequence: any JacobianSequence, picture: Measures? = nil
  ) -> TraceRequest {
    let end = sequence.stepCount
    var request = TraceRequest(
      series: series(for: sequence), steps: window.steps.values(end: end),
      lags: window.lags.values(end: end))
    request.measures =
      if let measures {
        measures.measures
      } else if files.csv != nil || files.npy != nil {
        .all
      } else if files.plot != nil || files.report != nil {
        picture ?? Trace.chartMeasures(of: request, for: sequence)
      } else {
        .norm
      }
    return request
  }

  /// Every combination that is named, once.
  private func series(for sequence: any JacobianSequence) -> [TraceRequest.Series] {
    var sets = edges.flatMap(\.sets)
    // Within one layer; the carousel and the output path do not lead to another.
    if fromLayer == nil, quantity.named.isEmpty, sets.isEmpty { return Self.usual(for: sequence) }
    if sets.isEmpty { sets = [.all] }
    var series: [TraceRequest.Series] = []
    for quantity in quantity.quantities(for: sequence) {
      for set in sets where !series.contains(.init(quantity, edges: set)) {
        series.append(.init(quantity, edges: set))
      }
    }
    return series
  }

  /// What to look at first: the full derivatives, and where there are such the carousel and the
  /// output path.
  static func usual(for sequence: any JacobianSequence) -> [TraceRequest.Series] {
    let series: [TraceRequest.Series] = [
      .init(.hidden), .init(.hiddenFromCell), .init(.cell),
      .init(sequence.layout.cell == nil ? .hidden : .cell, edges: .carousel),
      .init(.hidden, edges: .outputPath),
    ]
    return series.filter {
      sequence.quantities.contains($0.quantity)
        && ($0.edges == .all || sequence.edges.isSuperset(of: $0.edges))
    }
  }
}
