import RecurrentJacobians

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

  /// Those within one layer.
  static var namesOfOneLayer: [String] { names.filter { $0 != EdgeSet.fromBelow.memberNames } }
}
