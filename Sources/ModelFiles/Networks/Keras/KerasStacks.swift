/// Which recurrent layers of one model stand on each other: the upper reads what the lower gives, directly
/// or through layers that change nothing when a network is run.
struct KerasStacks {
  /// The layer that each layer reads, by name.
  private var sources: [String: String] = [:]
  /// The names of layers that give what they read.
  private var identities: Set<String> = []
  private var places: [String: Place] = [:]
  private var members: [String: Member] = [:]

  /// A layer of the model, with what it is called on.
  private struct Member {
    let className: String
    let isIdentity: Bool
    let makesMask: Bool
    let calls: [KerasCall]
  }

  private struct Place {
    let prefix: String
    let index: Int
    let kind: RecurrentLayer.Kind
    /// Whether another layer may stand on this.
    var isOpen: Bool
    let layers: Range<Int>
  }

  init(of model: JSONValue) {
    let isSequential = model["class_name"]?.string == "Sequential"
    var previous: String?
    for layer in KerasConfiguration.members(of: model) ?? [] {
      guard let name = layer["config"]?["name"]?.string ?? layer["name"]?.string else {
        previous = nil
        continue
      }
      let calls =
        isSequential
        ? previous.map { [KerasCall(on: $0)] } ?? [] : KerasCall.all(of: layer)
      members[name] = Member(
        className: layer["class_name"]?.string ?? "", isIdentity: Self.isIdentity(layer),
        makesMask: KerasMasks.areMade(by: layer), calls: calls)
      // A layer that is called more than once stands on none.
      var source = calls.count == 1 ? calls[0].source : nil
      if let passed = source, identities.contains(passed) { source = sources[passed] }
      sources[name] = source
      if Self.isIdentity(layer) { identities.insert(name) }
      previous = name
    }
  }

  /// Finds the place of a layer, both directions of a bidirectional one together.
  ///
  /// - Parameters:
  ///   - found: The directions; what a model inside the model has stands nowhere here.
  ///   - names: The name of the layer after those of what it is in.
  mutating func place(_ found: ArraySlice<KerasLayer>, named names: [String]) {
    guard let name = names.last, let first = found.first, let kind = first.kind,
      places[name] == nil, found.allSatisfy({ $0.names == names && $0.kind == kind })
    else { return }
    var (prefix, index) = (first.prefix, 0)
    if let source = sources[name], let below = places[source], below.isOpen, below.kind == kind,
      !first.isReversed
    {
      (prefix, index) = (below.prefix, below.index + 1)
      places[source]?.isOpen = false
    }
    places[name] = Place(
      prefix: prefix, index: index, kind: kind,
      isOpen: found.allSatisfy(\.givesSequence),
      layers: found.indices)
  }

  /// Writes the places into the layers; one that stands alone has no number.
  func number(_ layers: inout [KerasLayer]) {
    let stacked = Set(places.values.filter { $0.index > 0 }.map(\.prefix))
    for place in places.values where stacked.contains(place.prefix) {
      for index in place.layers {
        (layers[index].prefix, layers[index].index) = (place.prefix, place.index)
      }
    }
  }

  private static func isIdentity(_ layer: JSONValue) -> Bool {
    switch layer["class_name"]?.string {
    case "Activation": layer["config"]?["activation"]?.string == "linear"
    case let name?:
      [
        "Dropout", "SpatialDropout1D", "GaussianDropout", "GaussianNoise", "AlphaDropout",
        "ActivityRegularization", "Masking", "Identity",
      ].contains(name)
    case nil: false
    }
  }

  /// What stands between the inputs of the model and a layer; nil where nothing does.
  func reads(of name: String) -> String? {
    origins(of: members[name]?.calls.compactMap(\.inputs.first) ?? [])
  }

  /// Whether a layer is given its initial state when it is called.
  func takesState(_ name: String) -> Bool {
    members[name]?.calls.contains { !$0.states.isEmpty } ?? false
  }

  /// What gives a layer its initial state; nil where the inputs of the model do.
  func startsFrom(of name: String) -> String? {
    origins(of: members[name]?.calls.flatMap(\.states) ?? [])
  }

  /// What masks steps of a layer, and whether a mask of the model's inputs would.
  func masks(of name: String) -> (origin: String?, passesThatOfInputs: Bool) {
    let calls = members[name]?.calls ?? []
    var open = calls.compactMap(\.inputs.first?.layer)
    // In a model of layers one after the other the first has no call.
    var passesThatOfInputs = calls.isEmpty
    var seen: Set<String> = []
    var found: [String] = []
    while let name = open.popLast(), seen.count < 256 {
      guard seen.insert(name).inserted, let member = members[name] else { continue }
      guard !member.makesMask else {
        found.append("layer \(name) (\(member.className))")
        continue
      }
      let inputCount = KerasMasks.inputCount(through: member.className)
      if member.calls.isEmpty, inputCount > 0 { passesThatOfInputs = true }
      open += member.calls.flatMap { $0.inputs.prefix(inputCount).map(\.layer) }
    }
    if found.isEmpty, calls.contains(where: \.isGivenMask) { found = ["the mask that it is given"] }
    return (found.isEmpty ? nil : found.sorted().joined(separator: " and "), passesThatOfInputs)
  }

  /// The layers that tensors come from, behind layers that change nothing; nil where these are the inputs
  /// of the model alone.
  private func origins(of outputs: [KerasCall.Output]) -> String? {
    var open = outputs.map(\.layer)
    var seen: Set<String> = []
    var found: [String] = []
    while let name = open.popLast(), seen.count < 256 {
      guard seen.insert(name).inserted, let member = members[name],
        member.className != "InputLayer"
      else { continue }
      // Masks are not applied: one may be missed.
      if member.isIdentity, member.className != "Masking" {
        open += member.calls.compactMap(\.inputs.first?.layer)
      } else {
        found.append("layer \(name) (\(member.className))")
      }
    }
    return found.isEmpty ? nil : found.sorted().joined(separator: " and ")
  }
}
