import Foundation

/// The recurrent layers that the configuration of a Keras model describes: a `Sequential` or functional
/// model, with models and wrappers inside.
struct KerasConfiguration: Sendable {
  private(set) var layers: [KerasLayer] = []
  /// Layers of classes that are not understood, whatever they do.
  private(set) var others: [KerasLayer] = []
  private let version: Int

  /// - Parameters:
  ///   - model: The JSON of the model.
  ///   - version: The version of Keras that wrote it, such as `2.21.0`.
  init(_ model: JSONValue, version: String?) {
    self.version = version.flatMap { $0.split(separator: ".").first }.flatMap { Int($0) } ?? 2
    readModel(model, names: [], group: "")
    for index in layers.indices where layers[index].takesState == true {
      let origin = layers[index].conventions.startsFrom
      layers[index].conventions.startsFrom = origin ?? "an input of the model"
    }
  }

  private mutating func readModel(_ model: JSONValue, names: [String], group: String) {
    var counts: [String: Int] = [:]
    var stacks = KerasStacks(of: model)
    for layer in Self.members(of: model) ?? [] {
      guard let className = layer["class_name"]?.string else { continue }
      let snake = Self.snakeCase(className)
      let count = counts[snake, default: 0]
      counts[snake] = count + 1
      let own = count == 0 ? snake : "\(snake)_\(count)"
      let name = layer["config"]?["name"]?.string ?? layer["name"]?.string ?? own
      let first = layers.count
      readLayer(
        layer, names: names + [name], group: (group.isEmpty ? "" : group + "/") + "layers/" + own)
      for index in first..<layers.count { layers[index].follow(stacks, asPartOf: name) }
      stacks.place(layers[first...], named: names + [name])
    }
    stacks.number(&layers)
  }

  private mutating func readLayer(_ layer: JSONValue, names: [String], group: String) {
    let described = KerasLayer(layer, names: names, group: group, version: version)
    if layer["class_name"]?.string == "Bidirectional" {
      readBidirectional(layer, names: names, group: group)
    } else if let described, described.isRecurrent {
      layers.append(described)
    } else if Self.members(of: layer) != nil {
      readModel(layer, names: names, group: group)
    } else if let wrapped = layer["config"]?["layer"] {
      let name = wrapped["config"]?["name"]?.string ?? "layer"
      readLayer(wrapped, names: names + [name], group: group + "/layer")
    } else if let described {
      others.append(described)
    }
  }

  private mutating func readBidirectional(_ layer: JSONValue, names: [String], group: String) {
    guard let config = layer["config"], let forward = config["layer"] else { return }
    let isTurned = forward["config"]?["go_backwards"]?.bool ?? false
    let isJoined = config["merge_mode"]?.string == "concat" && !isTurned
    let directions = [
      ("forward", forward, isTurned),
      // One that is not described is the forward one turned round.
      ("backward", config["backward_layer"] ?? forward, !isTurned),
    ]
    for (direction, described, isReversed) in directions {
      let found = KerasLayer(
        described, names: names, group: "\(group)/\(direction)_layer", version: version,
        direction: direction)
      guard var found else { continue }
      found.isReversed = isReversed
      if direction == "backward" {
        found.ownName = config["backward_layer"]?["config"]?["name"]?.string
      }
      found.givesSequence = isJoined && forward["config"]?["return_sequences"]?.bool ?? false
      layers.append(found)
    }
  }

  /// The layers of a model, nil for anything else.
  static func members(of model: JSONValue) -> [JSONValue]? {
    // The first versions had no more than the list.
    model["config"]?["layers"]?.array ?? model["config"]?.array
  }

  /// `CuDNNLSTM` to `cu_dnnlstm`, by Keras's own rule.
  static func snakeCase(_ className: String) -> String {
    className.replacing(#/(.)([A-Z][a-z]+)/#) { "\($0.1)_\($0.2)" }
      .replacing(#/([a-z])([A-Z])/#) { "\($0.1)_\($0.2)" }.lowercased()
  }
}
