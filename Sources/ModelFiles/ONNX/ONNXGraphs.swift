#if ONNX
  import ONNXSchema

  /// The graph of a model and the graphs in it (branches of If, bodies of Loop and Scan), with what the
  /// names in each stand for.
  struct ONNXGraphs {
    /// What gives a name its value.
    enum Source {
      case tensor(ONNXTensor)
      case node(Node)
    }

    /// A node, and which of the graphs it is in.
    struct Node {
      let message: ONNXNodeProto
      let graph: Int

      /// The name, or that of the first output where it has none.
      var name: String {
        message.name.isEmpty ? message.output.first ?? "" : message.name
      }

      /// The name of an input; nil if the node does without it.
      func input(_ index: Int) -> String? {
        guard message.input.indices.contains(index) else { return nil }
        return message.input[index].isEmpty ? nil : message.input[index]
      }

      /// Whether the node is one of ONNX's own operators.
      var isStandard: Bool { ["", "ai.onnx"].contains(message.domain) }

      func attribute(_ name: String) -> ONNXAttributeProto? {
        message.attribute.first { $0.name == name }
      }

      /// Whether a recurrent node has the batch first among its axes.
      var isBatchFirst: Bool { attribute("layout")?.i == 1 }

      /// The type that a Cast makes of its input.
      var castsTo: ElementType { ElementType(onnx: Int32(clamping: attribute("to")?.i ?? 0)) }
    }

    private struct Scope {
      let outer: Int?
      var sources: [String: Source] = [:]
      /// The lengths of axes that the graph states for values, nil for those that it leaves open.
      var shapes: [String: [Int?]] = [:]
    }

    let path: String
    private var scopes: [Scope] = []
    /// The nodes of all graphs.
    private(set) var nodes: [Node] = []
    /// The initializers of all graphs, and the constant nodes that may be weights.
    private(set) var tensors: [ONNXTensor] = []

    /// - Throws: `ModelFileError` – `.malformedHeader` where a name has two meanings or a tensor not the
    ///   elements of its shape; `.outOfRange`.
    init(_ graph: ONNXGraphProto, path: String) throws(ModelFileError) {
      self.path = path
      try add(graph, in: nil)
    }

    private mutating func add(
      _ graph: ONNXGraphProto, in outer: Int?
    ) throws(ModelFileError) {
      let index = scopes.count
      scopes.append(Scope(outer: outer))
      for value in graph.input + graph.valueInfo + graph.output where value.type.tensorType.hasShape
      {
        scopes[index].shapes[value.name] = value.type.tensorType.shape.dim.map {
          $0.dimValue > 0 ? Int($0.dimValue) : nil
        }
      }
      for message in graph.initializer {
        let tensor = try ONNXTensor(message, name: message.name, path: path)
        tensors.append(tensor)
        try define(message.name, as: .tensor(tensor), in: index)
      }
      for message in graph.node {
        let node = Node(message: message, graph: index)
        nodes.append(node)
        if node.isStandard, message.opType == "Constant", let value = node.attribute("value"),
          value.hasT
        {
          let tensor = try ONNXTensor(value.t, name: message.output.first ?? "", path: path)
          if tensor.info.elementType.isReadable { tensors.append(tensor) }
          try define(tensor.info.name, as: .tensor(tensor), in: index)
        } else {
          for output in message.output where !output.isEmpty {
            try define(output, as: .node(node), in: index)
          }
        }
        for attribute in message.attribute {
          for inner in (attribute.hasG ? [attribute.g] : []) + attribute.graphs {
            try add(inner, in: index)
          }
        }
      }
    }

    private mutating func define(
      _ name: String, as source: Source, in graph: Int
    ) throws(ModelFileError) {
      guard scopes[graph].sources.updateValue(source, forKey: name) == nil else {
        throw ModelFileError(
          .malformedHeader, path: path, tensor: name, found: "the name stands for two values")
      }
    }

    /// A list of whole numbers that a node takes, such as axes.
    enum Integers {
      case absent
      case constant([Int])
      /// Known only when the model runs, or of another type.
      case computed
    }

    /// A list that is an input of a node or, in older models, an attribute.
    func integers(_ input: Int, _ attribute: String, of node: Node) -> Integers {
      if let attribute = node.attribute(attribute) {
        return .constant(attribute.ints.map { Int($0) })
      }
      guard node.input(input) != nil else { return .absent }
      return constants(input, of: node).map { .constant($0.numbers) } ?? .computed
    }

    /// The whole numbers that an input of a node has in the file, and their shape.
    func constants(_ input: Int, of node: Node) -> (numbers: [Int], shape: [Int])? {
      guard let name = node.input(input) else { return nil }
      switch source(of: name, in: node.graph) {
      case .tensor(let tensor): return tensor.integers.map { ($0, tensor.info.shape) }
      case .node(let source) where source.isStandard && source.message.opType == "Constant":
        if let one = source.attribute("value_int") { return ([Int(one.i)], []) }
        return (source.attribute("value_ints")?.ints).map { ($0.map { Int($0) }, [$0.count]) }
      default: return nil
      }
    }

    /// The lengths of a value's axes as the model states them, nil for those that it leaves open; nil where it states no
    /// shape.
    func shape(of name: String, in graph: Int) -> [Int?]? {
      var scope: Int? = graph
      while let current = scope {
        if let shape = scopes[current].shapes[name] { return shape }
        if scopes[current].sources[name] != nil { return nil }
        scope = scopes[current].outer
      }
      return nil
    }

    /// What a name stands for in a graph; nil for an input of the model or of a graph.
    func source(of name: String, in graph: Int) -> Source? {
      var scope: Int? = graph
      while let current = scope {
        if let source = scopes[current].sources[name] { return source }
        scope = scopes[current].outer
      }
      return nil
    }
  }
#endif
