#if ONNX
  import ONNXSchema

  /// The values of a name in a model, as far as they are constant: tensors, and what exporters do to
  /// tensors to make weights of them.
  struct ConstantFolding {
    private let graphs: ONNXGraphs
    /// The name that is asked for, and what it is to be; errors say both.
    private let weight: String
    private let role: String
    /// Whether `Expand` and `Tile` are passed as if they made no copies: of a state every sequence of a batch has one,
    /// and how many there are is known only when the model runs. What the copies are made along is for the asker to
    /// check, by the shape that comes out.
    private let passesCopies: Bool
    /// Nodes that may yet be passed: a chain of honest ones is short, a cycle is endless.
    private var nodesLeft = 256
    /// The tensors of the file that went into the value, and their elements.
    private var tensorsRead: Set<String> = []
    private var elementsRead = 0
    /// The elements of all values on the way.
    private var elementsMade = 0

    /// The most elements that a node fills with one number; states are short.
    private static let fillLimit = 1 << 16

    init(
      of weight: String, in graphs: ONNXGraphs, for role: String, passingCopies: Bool = false
    ) {
      self.graphs = graphs
      self.weight = weight
      self.role = role
      passesCopies = passingCopies
    }

    /// The shape alone, without the values where these are in the file as they are.
    mutating func shape(of name: String, in graph: Int) throws(ModelFileError) -> [Int] {
      if case .tensor(let tensor) = graphs.source(of: name, in: graph) { return tensor.info.shape }
      return try tensor(named: name, in: graph).shape
    }

    /// - Throws: `ModelFileError` – `.unsupportedLayer` where the value is not constant, or comes out of a
    ///   node that is not folded.
    mutating func tensor(named name: String, in graph: Int) throws(ModelFileError) -> Tensor {
      switch graphs.source(of: name, in: graph) {
      case nil: throw refusal("'\(name)', which is not in the file: an input of the graph")
      case .tensor(let tensor):
        let value = try tensor.tensor()
        try value.requireNotEmpty()
        if tensorsRead.insert(name).inserted { elementsRead += value.values.count }
        try spend(value.shape, at: name)
        return value
      case .node(let node):
        nodesLeft -= 1
        guard nodesLeft >= 0 else {
          throw refusal("'\(name)' at the end of more than 256 nodes, or of itself")
        }
        return try fold(node, as: name)
      }
    }

    private mutating func fold(
      _ node: ONNXGraphs.Node, as name: String
    ) throws(ModelFileError) -> Tensor {
      guard node.isStandard, node.message.output.first == name else { throw refusal(of: node) }
      let kind = node.message.opType
      switch kind {
      case "Identity": return try operand(0, of: node)
      case "Cast": return try cast(operand(0, of: node), by: node)
      case "Concat":
        var parts: [Tensor] = []
        for index in node.message.input.indices { parts.append(try operand(index, of: node)) }
        guard let axis = node.attribute("axis"),
          let shape = Tensor.concatenatedShape(of: parts.map(\.shape), axis: Int(axis.i))
        else { throw malformed(node) }
        try spend(shape, at: node.name)
        return .concatenated(parts, axis: Int(axis.i), shape: shape)
      case "Reshape":
        let value = try operand(0, of: node)
        guard let wanted = try integers(1, "shape", of: node), node.attribute("allowzero")?.i != 1,
          let shape = value.shape(reshapedTo: wanted)
        else { throw malformed(node) }
        return value.reshaped(to: shape)
      case "Unsqueeze", "Squeeze":
        let value = try operand(0, of: node)
        let axes = try integers(1, "axes", of: node)
        let shape =
          kind == "Squeeze"
          ? value.shape(squeezing: axes) : axes.flatMap { value.shape(unsqueezing: $0) }
        guard let shape else { throw malformed(node) }
        return value.reshaped(to: shape)
      case "Transpose":
        let value = try operand(0, of: node)
        let order =
          node.attribute("perm")?.ints.map { Int($0) } ?? Array(value.shape.indices.reversed())
        guard order.sorted() == Array(value.shape.indices) else { throw malformed(node) }
        try spend(value.shape, at: node.name)
        return value.transposed(order)
      case "Slice":
        let value = try operand(0, of: node)
        guard let starts = try integers(1, "starts", of: node),
          let ends = try integers(2, "ends", of: node)
        else { throw malformed(node) }
        let axes = try integers(3, "axes", of: node) ?? Array(starts.indices)
        let steps = try integers(4, "steps", of: node) ?? starts.map { _ in 1 }
        guard let slice = value.slice(from: starts, to: ends, axes: axes, steps: steps) else {
          throw malformed(node)
        }
        try spend(slice.shape, at: node.name)
        return value.elements(slice)
      case "Gather":
        let value = try operand(0, of: node)
        guard let indices = graphs.constants(1, of: node) else { throw refusal(of: node) }
        let axis = Int(node.attribute("axis")?.i ?? 0)
        guard let shape = value.shape(gathering: indices.shape, axis: axis) else {
          throw malformed(node)
        }
        try spend(shape, at: node.name)
        guard let parts = value.gathered(at: indices.numbers, axis: axis) else {
          throw malformed(node)
        }
        return parts.reshaped(to: shape)
      case "ConstantOfShape":
        guard let shape = graphs.constants(0, of: node)?.numbers,
          let count = Shape.elementCount(of: shape), (1...Self.fillLimit).contains(count)
        else { throw refusal(of: node) }
        let value = try (node.attribute("value")?.t).map { proto throws(ModelFileError) in
          try ONNXTensor(proto, name: name, path: graphs.path).tensor().values
        }
        guard value?.count ?? 1 == 1 else { throw malformed(node) }
        if tensorsRead.insert(name).inserted { elementsRead += count }
        try spend(shape, at: node.name)
        return Tensor(
          path: graphs.path, name: name, shape: shape,
          values: Array(repeating: value?[0] ?? 0, count: count))
      case "Expand" where passesCopies, "Tile" where passesCopies: return try operand(0, of: node)
      default: throw refusal(of: node)
      }
    }

    private mutating func operand(
      _ index: Int, of node: ONNXGraphs.Node
    ) throws(ModelFileError) -> Tensor {
      guard let name = node.input(index) else { throw malformed(node) }
      return try tensor(named: name, in: node.graph)
    }

    private func integers(
      _ input: Int, _ attribute: String, of node: ONNXGraphs.Node
    ) throws(ModelFileError) -> [Int]? {
      switch graphs.integers(input, attribute, of: node) {
      case .absent: nil
      case .constant(let integers): integers
      case .computed: throw refusal(of: node)
      }
    }

    private func cast(
      _ value: Tensor, by node: ONNXGraphs.Node
    ) throws(ModelFileError) -> Tensor {
      func rounded(_ body: (Double) -> Double) -> Tensor {
        Tensor(
          path: value.path, name: value.name, shape: value.shape, values: value.values.map(body))
      }
      return switch node.castsTo {
      case .f64: value
      case .f32: rounded { Double(Float($0)) }
      case .f16: rounded { Double(Float16($0)) }
      default: throw refusal(of: node)
      }
    }

    /// Accounts for a value made: honest weights have no more elements than the tensors that they are
    /// made of, and there are a few copies on the way.
    private mutating func spend(_ shape: [Int], at name: String) throws(ModelFileError) {
      guard let count = Shape.elementCount(of: shape), count > 0, count <= elementsRead,
        elementsMade / 32 <= elementsRead
      else { throw refusal("\(shape) at '\(name)', made of \(elementsRead) numbers") }
      elementsMade += count
    }

    private func refusal(of node: ONNXGraphs.Node) -> ModelFileError {
      refusal("node '\(node.name)' (\(node.message.opType)) on the way to it")
    }

    private func malformed(_ node: ONNXGraphs.Node) -> ModelFileError {
      ModelFileError(
        .malformedHeader, path: graphs.path, tensor: weight,
        expected: "inputs and attributes that fit together for \(role)",
        found: "node '\(node.name)' (\(node.message.opType))")
    }

    private func refusal(_ found: String) -> ModelFileError {
      ModelFileError(
        .unsupportedLayer, path: graphs.path, tensor: weight,
        expected: "constant weights for \(role)",
        found: found, remedy: "Export the model with its constants folded, and not quantized.")
    }
  }
#endif
