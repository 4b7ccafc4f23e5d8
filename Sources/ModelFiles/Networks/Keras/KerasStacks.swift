/// Which recurrent layers of one model stand on each other: the upper reads what the lower gives, directly
/// or through layers that change nothing when a network is run.
struct KerasStacks {
  /// The layer that each layer reads, by name.
  private var sources: [String: String] = [:]
  /// The names of layers that give what they read.
  private var identities: Set<String> = []
  private var places: [String: Place] = [:]

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
      var source = isSequential ? previous : Self.source(of: layer)
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

  /// The layer whose first output a layer of a functional model reads first, if it is called once.
  private static func source(of layer: JSONValue) -> String? {
    guard let calls = layer["inbound_nodes"]?.array, calls.count == 1 else { return nil }
    var read = calls[0]["args"]?.array?.first ?? calls[0].array?.first
    if read?["config"] == nil, let list = read?.array, list.first?.string == nil {
      read = list.first
    }
    let history = read?["config"]?["keras_history"]?.array ?? read?.array ?? calls[0].array ?? []
    guard history.count >= 3, history[2].int == 0 else { return nil }
    return history[0].string
  }
}
