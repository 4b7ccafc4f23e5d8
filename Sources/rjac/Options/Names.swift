public import ArgumentParser
public import RecurrentJacobians

extension RecurrentLayer.Kind: ExpressibleByArgument {}
extension Nonlinearity: ExpressibleByArgument {}
extension ResetPlacement: ExpressibleByArgument {}
extension GateActivation: ExpressibleByArgument {}

/// The floating-point type of a run.
enum Precision: String, CaseIterable, ExpressibleByArgument {
  case double, single
}

/// One or more quantities, `hidden,cell`.
struct QuantityList {
  let quantities: [Quantity]

  /// - Throws: `ValidationError` that says what is wrong.
  init(_ text: String) throws {
    let example = "hidden,cell"
    quantities = try ListItems.split(text, example: example).map {
      try ListItems.value(
        named: $0, among: Quantity.allCases.map { ($0.rawValue, $0) }, kind: "quantity",
        example: example)
    }
  }

  static var names: [String] { Quantity.allCases.map(\.rawValue) }
}

/// Sets of edges: every preset is a set of its own, and the single edges of one list make one set.
struct EdgeSetList {
  let sets: [EdgeSet]

  /// - Throws: `ValidationError` that says what is wrong.
  init(_ text: String) throws {
    let example = "all,carousel or carry,readout"
    var sets: [EdgeSet] = []
    var singles: EdgeSet = []
    for name in try ListItems.split(text, example: example) {
      let edges = try ListItems.value(
        named: name, among: Self.all, kind: "edge and no set of edges", example: example)
      if EdgeSet.presets.contains(where: { $0.name == name }) {
        sets.append(edges)
      } else {
        singles.insert(edges)
      }
    }
    self.sets = sets + (singles.isEmpty ? [] : [singles])
  }

  private static let all: [(name: String, value: EdgeSet)] =
    EdgeSet.presets.map { ($0.name, $0.edges) } + EdgeSet.named.map { ($0.name, $0.edge) }

  static var names: [String] { all.map(\.name) }
}

/// The measures to compute, `sigma,norm`.
struct MeasureList {
  let measures: Measures

  /// All of them.
  static let all = MeasureList(measures: [.sigma, .norm, .radius])

  private init(measures: Measures) { self.measures = measures }

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
