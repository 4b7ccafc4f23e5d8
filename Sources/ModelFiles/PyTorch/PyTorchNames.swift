import RecurrentCells

/// Gives the tensors of a checkpoint the names that a state dict would: keys, attributes and positions
/// on the way to them, with dots between.
struct PyTorchNames {
  /// Why no names are given.
  enum Failure: Error {
    case tooDeep(limit: Int)
    /// Names that together are much longer than the file.
    case tooManyNames
    case duplicate(String)
  }

  private static let depthLimit = 100

  /// The tensors by name.
  private(set) var tensors: [String: PyTorchTensor] = [:]

  /// What makes the tensors that are not read, such as sparse ones, by name.
  private(set) var unread: [String: PickleGlobal] = [:]

  /// The nonlinearities that modules say they have, by the module's prefix, such as `encoder.rnn.`.
  private(set) var nonlinearities: [String: Nonlinearity] = [:]

  /// The classes of the objects that have attributes, by the same prefix.
  private(set) var classes: [String: PickleGlobal] = [:]

  /// The prefixes of recurrent layers whose weights are quantized, and none of the tensors.
  private(set) var quantizedPrefixes: Set<String> = []

  private let graph: PickleGraph
  /// The nodes on the way to the current one, which may not lead back to themselves.
  private var open: Set<Int> = []
  private var budget: Int

  /// Follows the graph from its root.
  ///
  /// - Parameter byteCount: The length of the pickle. Honest names are in it, mostly once; a node that
  ///   is shared at many levels could make any number of them.
  init(of graph: PickleGraph, byteCount: Int) throws(Failure) {
    self.graph = graph
    budget = 4096 + 16 * byteCount
    try visit(graph.root, name: "")
  }

  private mutating func visit(_ value: PickleValue, name: String) throws(Failure) {
    guard case .node(let index) = value else { return }
    if let tensor = PyTorchTensor(value, in: graph) {
      let name = name.isEmpty ? "tensor" : name
      guard tensors.updateValue(tensor, forKey: name) == nil else { throw .duplicate(name) }
      return
    }
    if let maker = PyTorchTensor.maker(of: value, in: graph) {
      unread[name] = maker
      return
    }
    guard open.insert(index).inserted else { return }
    defer { open.remove(index) }
    guard open.count <= Self.depthLimit else { throw .tooDeep(limit: Self.depthLimit) }
    for (key, child) in try members(of: graph.nodes[index], name: name) {
      let childName = name.isEmpty ? key : name + "." + key
      try spend(childName.utf8.count)
      if let prefix = Self.quantizedPrefix(childName) { quantizedPrefixes.insert(prefix) }
      try visit(child, name: childName)
    }
  }

  private mutating func spend(_ count: Int) throws(Failure) {
    budget -= count
    guard budget >= 0 else { throw .tooManyNames }
  }

  /// What hangs on a node, by name; plain values are left out.
  private mutating func members(
    of node: PickleNode, name: String
  ) throws(Failure) -> [(key: String, value: PickleValue)] {
    try spend(1 + node.items.count + node.entries.count)
    switch node.kind {
    case .global, .persistent: return []
    case .sequence: return numbered(node.items)
    case .dictionary: return keyed(node.entries)
    case .call:
      if !node.entries.isEmpty { return keyed(node.entries) }
      if !node.items.isEmpty { return numbered(node.items) }
      return try attributes(node, name: name)
    }
  }

  /// The attributes of an object. A module of torch.nn has its parameters, buffers and parts in
  /// dictionaries of their own, and keeps the parameters in other attributes besides.
  private mutating func attributes(
    _ object: PickleNode, name: String
  ) throws(Failure) -> [(key: String, value: PickleValue)] {
    let prefix = name.isEmpty ? "" : name + "."
    if case .call(let function, _) = object.kind { classes[prefix] = graph.global(function) }
    var attributes: [PickleNode.Entry] = []
    for state in object.states {
      // A dictionary, or a pair of dictionaries of an object with slots.
      for part in graph.sequence(state) ?? [state] {
        let entries = graph.node(part)?.entries ?? []
        try spend(1 + entries.count)
        attributes += entries
      }
    }
    for (key, value) in attributes where key == .text("nonlinearity") || key == .text("mode") {
      nonlinearities[prefix] = Self.nonlinearity(value) ?? nonlinearities[prefix]
    }
    let named = keyed(attributes)
    guard named.contains(where: { $0.key == "_modules" }) else { return named }
    if named.contains(where: { Self.quantizedPrefix($0.key) != nil }) {
      quantizedPrefixes.insert(prefix)
    }
    let dictionaries = named.filter { ["_parameters", "_buffers", "_modules"].contains($0.key) }
    let entries = dictionaries.flatMap { graph.node($0.value)?.entries ?? [] }
    try spend(entries.count)
    return keyed(entries)
  }

  /// `nonlinearity` of `nn.RNN` and `nn.RNNCell`, or `mode` of `nn.RNN`.
  private static func nonlinearity(_ value: PickleValue) -> Nonlinearity? {
    switch value {
    case .text("tanh"), .text("RNN_TANH"): .tanh
    case .text("relu"), .text("RNN_RELU"): .relu
    default: nil
    }
  }

  /// What stands before the attribute in which PyTorch keeps the weights of a quantized LSTM or GRU, or of a
  /// quantized cell; nil for other names.
  private static func quantizedPrefix(_ name: String) -> String? {
    for attribute in ["_all_weight_values", "_packed_weight_hh"] {
      if let range = name.firstRange(of: attribute) { return String(name[..<range.lowerBound]) }
    }
    return nil
  }

  private func numbered(_ items: [PickleValue]) -> [(key: String, value: PickleValue)] {
    items.enumerated().compactMap { index, item in
      if case .node = item { ("\(index)", item) } else { nil }
    }
  }

  /// The entries under texts and integers, each key once: the last one counts, as in Python.
  private func keyed(_ entries: [PickleNode.Entry]) -> [(key: String, value: PickleValue)] {
    var values: [String: PickleValue] = [:]
    for entry in entries {
      switch entry.key {
      case .text(let key): values[key] = entry.value
      case .integer(let key): values["\(key)"] = entry.value
      default: continue
      }
    }
    return values.compactMap { key, value in
      if case .node = value { (key, value) } else { nil }
    }
  }
}
