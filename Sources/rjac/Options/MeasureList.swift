import RecurrentJacobians

/// The measures to compute, `sigma,norm`.
struct MeasureList {
  let measures: Measures

  /// - Throws: `ValidationError` that says what is wrong.
  init(_ text: String) throws {
    let example = "sigma,norm"
    measures = try ListItems.split(text, example: example).reduce(into: []) { measures, name in
      measures.insert(
        try ListItems.value(
          named: name, among: Measures.named.map { ($0.name, $0.measure) }, kind: "measure",
          example: example))
    }
  }

  static var names: [String] { Measures.named.map(\.name) }
}
