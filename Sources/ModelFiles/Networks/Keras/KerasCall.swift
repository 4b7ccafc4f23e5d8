/// A call of a layer in a model of Keras: the tensors that it is given.
struct KerasCall {
  /// A tensor: the layer that gives it, and which of its outputs it is.
  struct Output {
    let layer: String
    let index: Int
  }

  /// What it is called on, the sequence first.
  let inputs: [Output]
  /// The initial state of a recurrent layer; for a model, what it is given besides the first input.
  let states: [Output]
  /// Whether it is given a mask by name, as all masks are in functional models of Keras 3.
  let isGivenMask: Bool

  /// The layer whose first output it reads first.
  var source: String? { inputs.first.flatMap { $0.index == 0 ? $0.layer : nil } }

  /// The call in a model where each layer reads the one before.
  init(on layer: String) {
    inputs = [Output(layer: layer, index: 0)]
    states = []
    isGivenMask = false
  }

  /// The calls of a layer of a functional model.
  static func all(of layer: JSONValue) -> [KerasCall] {
    (layer["inbound_nodes"]?.array ?? []).map { KerasCall($0) }
  }

  /// - Parameter node: Arguments by position and by name in Keras 3, and before it a list of
  ///   `[layer, node, output, arguments by name]`.
  private init(_ node: JSONValue) {
    let arguments = node["args"]?.array
    let first = node.array?.first?.string == nil ? node.array?.first : node
    let named = node["kwargs"] ?? first?.array?.dropFirst(3).first
    inputs = Self.outputs(in: arguments?.first ?? node)
    states =
      inputs.dropFirst() + Self.outputs(in: arguments?.dropFirst().first)
      + Self.outputs(in: named?["initial_state"])
    isGivenMask = !Self.outputs(in: named?["mask"]).isEmpty
  }

  private static func outputs(in value: JSONValue?) -> [Output] {
    let list = value?.array ?? []
    let history = value?["config"]?["keras_history"]?.array ?? list
    if history.count >= 3, let layer = history[0].string, let index = history[2].int {
      return [Output(layer: layer, index: index)]
    }
    return list.flatMap { outputs(in: $0) }
  }
}
