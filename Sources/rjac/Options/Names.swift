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
struct QuantityList: ExpressibleByArgument {
  let quantities: [Quantity]

  init?(argument: String) {
    let names = argument.split(separator: ",", omittingEmptySubsequences: false)
    quantities = names.compactMap { Quantity(rawValue: String($0)) }
    guard quantities.count == names.count else { return nil }
  }

  static var allValueStrings: [String] { Quantity.allCases.map(\.rawValue) }
}

/// Sets of edges: every preset is a set of its own, and the single edges of one list make one set.
struct EdgeSetList: ExpressibleByArgument {
  let sets: [EdgeSet]

  init?(argument: String) {
    var sets: [EdgeSet] = []
    var singles: EdgeSet = []
    for name in argument.split(separator: ",", omittingEmptySubsequences: false) {
      if let preset = EdgeSet.presets.first(where: { $0.name == name }) {
        sets.append(preset.edges)
      } else if let edge = EdgeSet.named.first(where: { $0.name == name }) {
        singles.insert(edge.edge)
      } else {
        return nil
      }
    }
    self.sets = sets + (singles.isEmpty ? [] : [singles])
  }

  static var allValueStrings: [String] {
    EdgeSet.presets.map(\.name) + EdgeSet.named.map(\.name)
  }
}

/// The measures to compute, `sigma,norm`.
struct MeasureList: ExpressibleByArgument {
  let measures: Measures
  let defaultValueDescription: String

  init?(argument: String) {
    var measures: Measures = []
    for name in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let found = Measures.named.first(where: { $0.name == name }) else { return nil }
      measures.insert(found.measure)
    }
    self.measures = measures
    defaultValueDescription = argument
  }

  static var allValueStrings: [String] { Measures.named.map(\.name) }
}
