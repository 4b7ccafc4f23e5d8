import ArgumentParser
import RecurrentJacobians

/// Which Jacobians to compute, and where to write them.
struct TraceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "hidden, cell, cellTotal, state or output; a list or repeated.", valueName: "list"))
  var quantity: [QuantityList] = []

  @Option(
    help: ArgumentHelp(
      "all, carousel, outputPath, or single edges as one set: carry,readout.", valueName: "list"))
  var edges: [EdgeSetList] = []

  @Option(
    help: ArgumentHelp(
      "Later steps t: a,b,c or a...b or a...b:stride; end is the last.", valueName: "list"))
  var steps = IndexList(argument: "end")!

  @Option(
    help: ArgumentHelp("Lags k, written like the steps; those beyond a step are left out.", valueName: "list"))
  var lags = IndexList(argument: "0...end")!

  @Option(help: ArgumentHelp("What to compute: sigma, norm, radius.", valueName: "list"))
  var measures = MeasureList(argument: "sigma,norm,radius")!

  @Option(help: "The floating-point type: \(Precision.allCases.map(\.rawValue).joined(separator: " or ")).")
  var precision = Precision.double

  @Option(help: "Write the rows as CSV, and FILE.json beside it.", completion: .file())
  var csv: String?

  @Option(help: "Write the measures as a NumPy array.", completion: .file())
  var npy: String?

  /// The request for a sequence.
  func request(for sequence: any JacobianSequence) -> TraceRequest {
    let sets = edges.flatMap(\.sets)
    let quantities = quantity.flatMap(\.quantities)
    let series =
      quantities.isEmpty && sets.isEmpty
      ? Self.usual(for: sequence)
      : (quantities.isEmpty ? [Quantity.hidden, .cell].filter(sequence.quantities.contains) : quantities)
        .flatMap { quantity in
          (sets.isEmpty ? [.all] : sets).map { TraceRequest.Series(quantity, edges: $0) }
        }
    let end = sequence.stepCount
    return TraceRequest(
      series: series, steps: steps.values(end: end), lags: lags.values(end: end),
      measures: measures.measures)
  }

  /// What to look at first: the full derivatives, and for an LSTM the carousel and the output path.
  static func usual(for sequence: any JacobianSequence) -> [TraceRequest.Series] {
    guard sequence.edges.isSuperset(of: [.carry, .outputGate]) else { return [.init(.hidden)] }
    return [
      .init(.hidden), .init(.cell), .init(.cell, edges: .carousel),
      .init(.hidden, edges: .outputPath),
    ]
  }
}
